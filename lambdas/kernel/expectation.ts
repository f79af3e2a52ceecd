import type * as z from 'zod/mini';

/** What zod/mini says where a schema has no words of its own. */
const NO_WORDS = 'Invalid input';

/** What a schema expected where it found something else. zod/mini has no words of its own but "Invalid input". */
export function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'invalid_format':
      return `${issue.format} as text`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'unrecognized_keys':
      return `nothing named ${issue.keys.join(', ')}`;
    case 'invalid_union':
      // Words that a schema gives go before a list of what might have been.
      if (issue.message !== NO_WORDS) return issue.message;
      return issue.errors.flatMap(([first]) => (first ? [expectation(first)] : [])).join(' or ') || 'a known kind';
    default:
      return issue.message;
  }
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : origin === 'array' ? ' elements' : '';
}
