/** Does the engine keep its pace as its stream grows? Two-item transactions a second, while the stream is read. */
import { measureWriteRates } from '../test/system/storage/write-rates.ts';

const { engine, rates } = await measureWriteRates([1_000, 20_000]);
const [rateAt1k = 0, rateAt20k = 0] = rates;
console.log(
  JSON.stringify({ bench: 'engine', engine, rateAt1k, rateAt20k, ratio: Number((rateAt20k / rateAt1k).toFixed(2)) }),
);
