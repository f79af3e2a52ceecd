/** Where a member lives: what it tells of that, and the zones it may be in by that. */
export interface Place {
  readonly label: string;
  readonly traits: Readonly<Record<string, unknown>>;
  /** One where it is told, several where only a country is. */
  readonly zones: readonly string[];
}

const HOURS_WEST_MAX = 12;
const HOURS_EAST_MAX = 14;

/** Of POSIX the sign is turned round: `Etc/GMT+12` lies twelve hours behind UTC. */
const wholeHours = Array.from({ length: HOURS_WEST_MAX + HOURS_EAST_MAX + 1 }, (_, index) => {
  const ahead = index - HOURS_WEST_MAX;
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
});

/** Zones that move their clocks, of both hemispheres and by half an hour too, and those of half and quarter hours. */
const CITIES = [
  'Pacific/Honolulu',
  'America/Los_Angeles',
  'America/Chicago',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Atlantic/Azores',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Athens',
  'Asia/Jerusalem',
  'Asia/Tehran',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Shanghai',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];

/** Countries of one clock and of many, by an atlas. */
const COUNTRIES: Readonly<Record<string, readonly string[]>> = {
  DE: ['Europe/Berlin'],
  CN: ['Asia/Shanghai'],
  US: [
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Phoenix',
    'America/Los_Angeles',
    'America/Anchorage',
    'Pacific/Honolulu',
  ],
  AU: [
    'Australia/Perth',
    'Australia/Adelaide',
    'Australia/Darwin',
    'Australia/Brisbane',
    'Australia/Sydney',
    'Australia/Lord_Howe',
  ],
  RU: ['Europe/Kaliningrad', 'Europe/Moscow', 'Asia/Yekaterinburg', 'Asia/Vladivostok', 'Asia/Kamchatka'],
};

/** Where the gift shop is: there is whoever tells nothing. */
const PROGRAMME_ZONE = 'Asia/Shanghai';

/** A member for each zone from UTC−12 to +14, for cities and countries, and for who tells nothing. */
export const PLACES: readonly Place[] = [
  ...[...wholeHours, ...CITIES].map((zone) => ({ label: zone, traits: { timezone: zone }, zones: [zone] })),
  ...Object.entries(COUNTRIES).map(([country, zones]) => ({
    label: `country ${country}`,
    traits: { address: { country } },
    zones,
  })),
  { label: 'unknown', traits: {}, zones: [PROGRAMME_ZONE] },
];
