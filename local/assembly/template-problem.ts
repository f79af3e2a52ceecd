/** Something in a template that the local run does not know. Named, so that nothing is left out in silence. */
export class TemplateProblem extends Error {
  override readonly name = 'TemplateProblem';
}

/** All that an assembly holds which can't be run, together. */
export class UnsupportedTemplateError extends Error {
  override readonly name = 'UnsupportedTemplateError';

  constructor(problems: readonly string[]) {
    const list = [...new Set(problems)].map((problem) => `  - ${problem}`).join('\n');
    super(
      `the local run can not execute these templates:\n${list}\n` +
        'Support it in local/assembly, or build it from what is supported (local/assembly/catalogue.ts).',
    );
  }
}
