/** Who put an event on the bus; the same words as the functions that put them there. */
export const PLATFORM_EVENT_SOURCE = 'holdfast.intake';
export const DOMAIN_EVENT_SOURCE = 'holdfast';
