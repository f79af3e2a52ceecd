/** Something was too busy at every try. Nothing was done, and trying again later is right: a 503, or a message kept. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}
