/**
 * What a replay of UCI Online Retail must come to, worked out from the file alone: plain loops over its rows, by the
 * rules of docs/replay.md, without a line of the product. Slow, and that does not matter.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export interface Line {
  quantity: number;
  paid: number;
  points: number;
  back: number;
}

export interface PlainOrder {
  id: string;
  member: string;
  time: string;
  lines: Map<string, Line>;
  paid: number;
  points: number;
  value: number;
  pointsBack: number;
  isWhole: boolean;
  /** Pieces that came back, by day and line. */
  backOn: Map<string, Map<string, number>>;
}

export interface PlainMember {
  orders: number;
  wholeReturned: number;
  paidMinor: number;
  returnedMinor: number;
  pointsEarned: number;
  pointsReversed: number;
}

export interface PlainCohort {
  size: number;
  /** By day 1, 7, 30, 60, 90. */
  bounded: Record<number, number>;
  unbounded: Record<number, number>;
}

export interface PlainFigures {
  lines: number;
  anonymousLines: number;
  orders: number;
  returns: number;
  revenue: number;
  members: Map<string, PlainMember>;
  /** By month of the order: what was paid less what came back, and orders that did not come back whole. */
  orderValue: Map<string, { net: number; kept: number }>;
  /** By month, year and `all`. */
  buyers: Map<string, { buyers: number; repeat: number }>;
  cohorts: Map<string, PlainCohort>;
  lastTime: string;
}

const DAYS = [1, 7, 30, 60, 90];

export function plainRecompute(file: string): PlainFigures {
  const { orders, sentBack, ...counts } = plainOrders(file);
  for (const order of orders) earn(order, 1);
  const returns = takeBack(orders, sentBack);
  return {
    ...counts,
    orders: orders.length,
    returns,
    revenue: orders.reduce((sum, order) => sum + order.paid - order.value, 0),
    ...perMember(orders),
    lastTime: [...orders, ...sentBack].reduce((last, { time }) => (time > last ? time : last), ''),
  };
}

export interface SentBack {
  id: string;
  member: string;
  time: string;
  code: string;
  pieces: number;
}

/** The file's orders, which have earned nothing yet, and what was sent back. */
export function plainOrders(file: string) {
  const rows = cells(gunzipSync(readFileSync(file)).toString('utf8'));
  const header = rows.shift() ?? [];
  const at = (row: string[], name: string) => row[header.indexOf(name)] ?? '';
  const orders = new Map<string, PlainOrder>();
  const sentBack: SentBack[] = [];
  let anonymousLines = 0;
  for (const row of rows) {
    const id = at(row, 'InvoiceNo');
    const member = at(row, 'CustomerID');
    const pieces = Number(at(row, 'Quantity'));
    const pounds = at(row, 'UnitPrice');
    const code = at(row, 'StockCode');
    const time = at(row, 'InvoiceDate');
    if (member === '') {
      anonymousLines += 1;
    } else if (Number(pounds) <= 0) {
    } else if (id.startsWith('C')) {
      if (pieces < 0) sentBack.push({ id, member, time, code, pieces: -pieces });
    } else if (pieces > 0) {
      let order = orders.get(id);
      if (order === undefined) {
        order = {
          id,
          member,
          time,
          lines: new Map(),
          backOn: new Map(),
          paid: 0,
          points: 0,
          value: 0,
          pointsBack: 0,
          isWhole: false,
        };
        orders.set(id, order);
      }
      if (time < order.time) order.time = time;
      const line = order.lines.get(code) ?? { quantity: 0, paid: 0, points: 0, back: 0 };
      line.quantity += pieces;
      line.paid += pieces * pence(pounds);
      order.lines.set(code, line);
    }
  }
  return { lines: rows.length, anonymousLines, orders: [...orders.values()], sentBack };
}

/** A whole penny, half a penny upwards, from the digits of the text. */
function pence(pounds: string): number {
  const [units = '0', fraction = ''] = pounds.split('.');
  const thousandths = Number(units) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
  return Math.floor((thousandths + 5) / 10);
}

/** A point for each whole pound, so many times; the lines share them by what was paid, the largest remainders first, earlier lines first. */
export function earn(order: PlainOrder, times: number): void {
  const lines = [...order.lines.values()];
  order.paid = lines.reduce((sum, line) => sum + line.paid, 0);
  order.points = Math.floor((order.paid * times) / 100);
  if (order.paid === 0) return;
  let left = order.points;
  const remainders = lines.map((line, index) => {
    const product = BigInt(order.points) * BigInt(line.paid);
    line.points = Number(product / BigInt(order.paid));
    left -= line.points;
    return { index, remainder: product % BigInt(order.paid) };
  });
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of remainders.slice(0, left)) (lines[index] as Line).points += 1;
}

/** Pieces go back to the member's latest earlier orders that have them; the count of returns, of which an order has one a day. */
export function takeBack(orders: PlainOrder[], sentBack: SentBack[]): number {
  const ofMember = Map.groupBy(orders, ({ member }) => member);
  for (const own of ofMember.values()) {
    own.sort((a, b) => (a.time === b.time ? (a.id < b.id ? 1 : -1) : a.time < b.time ? 1 : -1));
  }
  const pairs = new Set<string>();
  sentBack.sort((a, b) => (a.time === b.time ? (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) : a.time < b.time ? -1 : 1));
  for (const { member, time, code, pieces } of sentBack) {
    let left = pieces;
    for (const order of ofMember.get(member) ?? []) {
      const line = order.lines.get(code);
      if (line === undefined || order.time > time || left === 0) continue;
      const taken = Math.min(left, line.quantity - line.back);
      if (taken === 0) continue;
      line.back += taken;
      left -= taken;
      pairs.add(`${time.slice(0, 10)} ${order.id}`);
      const onDay = order.backOn.get(time.slice(0, 10)) ?? new Map<string, number>();
      order.backOn.set(time.slice(0, 10), onDay.set(code, (onDay.get(code) ?? 0) + taken));
    }
  }
  for (const order of orders) {
    const lines = [...order.lines.values()];
    const part = (of: 'paid' | 'points') =>
      lines.reduce((sum, line) => sum + Math.floor((line[of] * line.back) / line.quantity), 0);
    const isComplete = lines.every((line) => line.back === line.quantity);
    order.isWhole = isComplete || (order.paid > 0 && part('paid') === order.paid);
    order.value = order.isWhole ? order.paid : part('paid');
    order.pointsBack = order.isWhole ? order.points : part('points');
  }
  return pairs.size;
}

function perMember(orders: PlainOrder[]): Pick<PlainFigures, 'members' | 'orderValue' | 'buyers' | 'cohorts'> {
  const members = new Map<string, PlainMember>();
  const orderValue = new Map<string, { net: number; kept: number }>();
  const buyers = new Map<string, { buyers: number; repeat: number }>();
  const cohorts = new Map<string, PlainCohort>();
  for (const [member, own] of Map.groupBy(orders, (order) => order.member)) {
    const sum = (of: (order: PlainOrder) => number) => own.reduce((all, order) => all + of(order), 0);
    members.set(member, {
      orders: own.length,
      wholeReturned: own.filter(({ isWhole }) => isWhole).length,
      paidMinor: sum(({ paid }) => paid),
      returnedMinor: sum(({ value }) => value),
      pointsEarned: sum(({ points }) => points),
      pointsReversed: sum(({ pointsBack }) => pointsBack),
    });
    const kept = own.filter(({ isWhole }) => !isWhole);
    for (const order of own) {
      const month = orderValue.get(order.time.slice(0, 7)) ?? { net: 0, kept: 0 };
      orderValue.set(order.time.slice(0, 7), {
        net: month.net + order.paid - order.value,
        kept: month.kept + (order.isWhole ? 0 : 1),
      });
    }
    for (const lengthOfPeriod of [7, 4, 0]) {
      for (const [period, inPeriod] of Map.groupBy(kept, ({ time }) => time.slice(0, lengthOfPeriod) || 'all')) {
        const known = buyers.get(period) ?? { buyers: 0, repeat: 0 };
        buyers.set(period, { buyers: known.buyers + 1, repeat: known.repeat + (inPeriod.length > 1 ? 1 : 0) });
      }
    }
    countCohort(cohorts, [...new Set(own.map(({ time }) => time.slice(0, 10)))].sort());
  }
  return { members, orderValue, buyers, cohorts };
}

/** The file's times are the shop's own, so its dates are the days of the programme's zone. */
function countCohort(cohorts: Map<string, PlainCohort>, days: string[]): void {
  const dayNumber = (day = '') => Date.parse(day) / 86_400_000;
  const month = (days[0] ?? '').slice(0, 7);
  const zero = () => Object.fromEntries(DAYS.map((day) => [day, 0]));
  const cohort = cohorts.get(month) ?? { size: 0, bounded: zero(), unbounded: zero() };
  cohort.size += 1;
  const [first, second, last] = [dayNumber(days[0]), dayNumber(days[1]), dayNumber(days.at(-1))];
  for (const day of DAYS) {
    if (days.length > 1 && second - first <= day) cohort.bounded[day] = (cohort.bounded[day] ?? 0) + 1;
    if (days.length > 1 && last - first >= day) cohort.unbounded[day] = (cohort.unbounded[day] ?? 0) + 1;
  }
  cohorts.set(month, cohort);
}

/** Commas and quotes, as in this file: no line ends within a cell. */
function cells(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const found: string[] = [];
      let [cell, isQuoted] = ['', false];
      for (const letter of line.replace(/\r$/, '')) {
        if (letter === '"') isQuoted = !isQuoted;
        else if (letter === ',' && !isQuoted) {
          found.push(cell.trim());
          cell = '';
        } else cell += letter;
      }
      return [...found, cell.trim()];
    });
}
