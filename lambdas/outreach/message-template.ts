import { Liquid, type Template } from 'liquidjs';

/** A text with its variables to be filled in. */
export interface MessageTemplate {
  /** The variables that the text may need; a property of one, which texts do not have, as `name.first`. */
  readonly variables: readonly string[];
  /** @throws Error naming a variable that has no value */
  fill(values: Readonly<Record<string, string>>): string;
}

/** What texts need; the rest of the language reaches for files or makes texts that nobody can read. */
const TAGS = new Set(['if', 'unless', 'case']);
const FILTERS = new Set(['default', 'upcase', 'downcase', 'capitalize', 'truncate']);
const PARSED_CHARACTERS_MAX = 20_000;
/** Far more than any text takes: a machine that stands still for a moment fails no message. */
const RENDERED_MS_MAX = 5_000;
const KEPT_MAX = 2_000;

const engine = createEngine();
const kept = new Map<string, MessageTemplate>();

function createEngine(): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // Without a folder of templates: no text reads a file.
    templates: {},
    parseLimit: PARSED_CHARACTERS_MAX,
    renderLimit: RENDERED_MS_MAX,
    memoryLimit: 1_000_000,
  });
  for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) delete liquid.tags[name];
  for (const name of Object.keys(liquid.filters)) if (!FILTERS.has(name)) delete liquid.filters[name];
  return liquid;
}

/**
 * Reads a template (Liquid, of which texts need variables and conditions). Values go in as they are: whoever puts the
 * result into HTML escapes it, whole.
 * @throws Error saying what of the text can't be read
 */
export function parseTemplate(text: string): MessageTemplate {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const parsed: Template[] = engine.parse(text);
  const template: MessageTemplate = {
    variables: engine.globalFullVariablesSync(parsed),
    fill: (values) => String(engine.renderSync(parsed, values)),
  };
  // Texts of definitions are few; those of a preview are any.
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(text, template);
  return template;
}
