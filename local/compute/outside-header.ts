/** Carries the address of a request to a server outside, which the local run answers in its place. */
export const OUTSIDE_URL_HEADER = 'x-local-outside-url';
