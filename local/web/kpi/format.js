/** Figures as a person reads them, in a language; `unit` is that of a KPI. */
export function createFormat(locale, currency) {
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const wholeMoney = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  const minorUnits = 10 ** money.resolvedOptions().maximumFractionDigits;
  const count = new Intl.NumberFormat(locale);
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const days = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'day',
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  });
  const hours = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'hour',
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  });
  const score = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const rating = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const points = locale.startsWith('zh') ? (text) => `${text} 个百分点` : (text) => `${text} points`;
  const signed = (value, text) => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${text}`;
  const figure = (value, unit) => {
    if (value === null || value === undefined) return '–';
    switch (unit) {
      case 'ratio':
        return percent.format(value);
      case 'nps':
        return score.format(value * 100);
      case 'money':
        return money.format(value / minorUnits);
      case 'days':
        return days.format(value);
      case 'hours':
        return hours.format(value);
      case 'rating':
        return rating.format(value);
      default:
        return count.format(value);
    }
  };
  return {
    figure,
    /** With its interval. */
    estimate: (each, unit) =>
      each === null ? '–' : `${figure(each.value, unit)} (${figure(each.low, unit)} … ${figure(each.high, unit)})`,
    percent: (value) => percent.format(value),
    percentagePoints: (value) => signed(value, (Math.abs(value) * 100).toFixed(1)),
    /** Short, for the axis of a chart. */
    axis: (value, unit) => {
      if (unit === 'ratio') return `${Math.round(value * 1000) / 10}%`;
      if (unit === 'nps') return score.format(value * 100);
      if (unit === 'money') return wholeMoney.format(value / minorUnits);
      return compact.format(value);
    },
    /** A difference of two figures; of ratios in points of a percent. */
    change: (value, unit) => {
      const size = Math.abs(value);
      if (unit === 'nps') return signed(value, count.format(Math.round(size * 100)));
      return signed(value, unit === 'ratio' ? points((size * 100).toFixed(1)) : figure(size, unit));
    },
  };
}
