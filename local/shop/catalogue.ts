/** A gift of a shop that does not exist. */
export interface Gift {
  readonly productId: string;
  readonly category: string;
  readonly brand: string;
  /** In fen. */
  readonly priceMinor: number;
  /** Of a box that is made for one festival. */
  readonly festival?: string;
}

const gift = (productId: string, category: string, brand: string, yuan: number, festival?: string): Gift => ({
  productId,
  category,
  brand,
  priceMinor: yuan * 100,
  ...(festival === undefined ? {} : { festival }),
});

export const GIFTS: readonly Gift[] = [
  gift('tea-long-leaf', 'tea', 'Cloud Gate', 168),
  gift('tea-jasmine', 'tea', 'Cloud Gate', 98),
  gift('tea-smoked', 'tea', 'Pine Hill', 128),
  gift('tea-set-four', 'tea', 'Kiln & Co', 358),
  gift('cup-celadon', 'ceramics', 'Kiln & Co', 88),
  gift('bowl-blue', 'ceramics', 'Kiln & Co', 118),
  gift('vase-tall', 'ceramics', 'White Clay', 268),
  gift('plate-lotus', 'ceramics', 'White Clay', 148),
  gift('scarf-silk', 'silk', 'Mulberry Lane', 298),
  gift('pillow-silk', 'silk', 'Mulberry Lane', 228),
  gift('fan-silk', 'silk', 'Mulberry Lane', 78),
  gift('pouch-silk', 'silk', 'Nine Threads', 58),
  gift('candle-osmanthus', 'home', 'Evening Room', 108),
  gift('candle-cedar', 'home', 'Evening Room', 108),
  gift('lamp-paper', 'home', 'Evening Room', 188),
  gift('diffuser-stone', 'home', 'Evening Room', 158),
  gift('notebook-bound', 'paper', 'Inkwell', 68),
  gift('pen-brush', 'paper', 'Inkwell', 48),
  gift('calendar-woodcut', 'paper', 'Inkwell', 88),
  gift('cards-twelve', 'paper', 'Paper Crane', 38),
  gift('sweets-sesame', 'sweets', 'Grandmother Shop', 58),
  gift('sweets-walnut', 'sweets', 'Grandmother Shop', 78),
  gift('chocolate-tea', 'sweets', 'Half Moon', 98),
  gift('biscuits-almond', 'sweets', 'Half Moon', 68),
  gift('puzzle-garden', 'children', 'Little Bridge', 88),
  gift('kite-swallow', 'children', 'Little Bridge', 78),
  gift('drum-rattle', 'children', 'Little Bridge', 48),
  gift('blocks-pagoda', 'children', 'Little Bridge', 138),
  gift('box-spring', 'festival', 'Paper Crane', 388, 'spring-festival'),
  gift('box-dragon-boat', 'festival', 'Paper Crane', 238, 'dragon-boat'),
  gift('box-mid-autumn', 'festival', 'Paper Crane', 328, 'mid-autumn'),
  gift('box-mother', 'festival', 'Paper Crane', 258, 'mothers-day'),
  gift('box-children', 'festival', 'Paper Crane', 168, 'childrens-day'),
  gift('box-618', 'festival', 'Paper Crane', 218, 'june-18'),
  gift('box-double-eleven', 'festival', 'Paper Crane', 211, 'double-eleven'),
];

export const CATEGORIES: readonly string[] = [...new Set(GIFTS.map(({ category }) => category))].filter(
  (category) => category !== 'festival',
);
