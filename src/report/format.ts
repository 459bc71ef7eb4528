/** How numbers are written for people: three significant digits, the unit beside each. */

/** Written where a value is undefined. */
export const DASH = '–';
/** Narrow space that does not break: between a number and its unit. */
const THIN = '\u202f';
const MINUS = '\u2212';

export type Unit = 'number' | 'share' | 'seconds' | 'bytes';

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * Three significant digits, zeros kept (0.100), but integers as they are; from 1000 on a whole number with commas; from
 * a million on in millions or billions.
 */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : '';
  if (size === 0) return '0';
  if (size >= 9.995e8) return `${sign}${formatNumber(size / 1e9)}${THIN}billion`;
  if (size >= 9.995e5) return `${sign}${formatNumber(size / 1e6)}${THIN}million`;
  if (size >= 999.5) return `${sign}${grouped(String(Math.round(size)))}`;
  if (size < 1e-4) return `${sign}${powerOfTen(size)}`;
  // A mean of equal counts may miss the integer by a last digit.
  const whole = Math.round(size);
  return `${sign}${Math.abs(size - whole) < 1e-9 * size ? whole : size.toPrecision(3)}`;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `1.2×10⁻⁵`. */
function powerOfTen(size: number): string {
  const [digits, exponent] = size.toExponential(1).split('e-') as [string, string];
  return `${digits}×10⁻${exponent.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!)}`;
}

export function formatShare(value: number): string {
  return `${formatNumber(value * 100)}${THIN}%`;
}

/** Microseconds to days, whichever reads best. */
export function formatSeconds(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return `0${THIN}s`;
  if (size < 0.9995e-3) return `${formatNumber(value * 1e6)}${THIN}µs`;
  if (size < 0.9995) return `${formatNumber(value * 1e3)}${THIN}ms`;
  if (size < 99.95) return `${formatNumber(value)}${THIN}s`;
  if (size < 5997) return `${formatNumber(value / 60)}${THIN}min`;
  if (size < 48 * 3600) return `${formatNumber(value / 3600)}${THIN}h`;
  return `${formatNumber(value / 86_400)}${THIN}d`;
}

function formatBytes(value: number): string {
  if (value < 999.5) return `${formatNumber(value)}${THIN}B`;
  if (value < 999.5e3) return `${formatNumber(value / 1e3)}${THIN}kB`;
  if (value < 999.5e6) return `${formatNumber(value / 1e6)}${THIN}MB`;
  return `${formatNumber(value / 1e9)}${THIN}GB`;
}

export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  if (unit === 'share') return formatShare(value);
  if (unit === 'seconds') return formatSeconds(value);
  if (unit === 'bytes') return formatBytes(value);
  return formatNumber(value);
}

/** `3 runs`, `1 run`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)}${count >= 999.5e3 ? ' ' : '\u00a0'}${count === 1 ? singular : plural}`;
}

/** Cut to a number of characters with an ellipsis; for labels in pictures, where the full name stands elsewhere. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** The value of a tick on an axis: as {@link formatValue}, without zeros that carry nothing, and 1 min for 60 s. */
export function formatTick(value: number, unit: Unit): string {
  if (unit === 'seconds') {
    for (const [seconds, name] of [
      [86_400, 'd'],
      [3600, 'h'],
      [60, 'min'],
    ] as const) {
      if (value >= seconds && (2 * value) % seconds === 0)
        return withoutZeros(`${formatNumber(value / seconds)}${THIN}${name}`);
    }
    if (value < 600 && Number.isInteger(value)) return `${value}${THIN}s`;
  }
  return withoutZeros(formatValue(value, unit));
}

function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?!\d)/, '$1').replace(/\.(?!\d)/, '');
}
