/** Figures in tables: as many digits as the interval bears out. */

/** Written where a value is undefined. */
export const NONE = '-';

const DIGITS = 4;

/** At most four significant digits, never an exponent for what people meet in tables. */
export function formatFigure(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4) return value.toExponential(1);
  if (size >= 1e9) return value.toExponential(3);
  if (size >= 1000) return String(Math.round(value));
  return String(Number(value.toPrecision(DIGITS)));
}

/** Decimal places that show the half width of an interval to one digit, to two when it begins with a 1. */
function decimalsFor(halfWidth: number): number {
  const exponent = Math.floor(Math.log10(halfWidth));
  const leading = halfWidth / Number(`1e${exponent}`);
  return Math.max(0, (leading < 1.95 ? 1 : 0) - exponent);
}

function withoutMinusZero(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** `12.3 ±0.4`: a mean with the half width of its interval; the mean alone where there is none. */
export function formatMean(mean: number | null, halfWidth: number | null, sign = false): string {
  if (mean === null) return NONE;
  const plus = sign && mean > 0 ? '+' : '';
  if (halfWidth === null) return `${plus}${formatFigure(mean)}`;
  // Equal values leave a rest in the last bits of their deviation.
  if (halfWidth === 0 || halfWidth < Math.abs(mean) * 1e-12) return `${plus}${formatFigure(mean)} ±0`;
  if (halfWidth < 1e-6) return `${plus}${formatFigure(mean)} ±${formatFigure(halfWidth)}`;
  const decimals = decimalsFor(halfWidth);
  return `${plus}${withoutMinusZero(mean.toFixed(decimals))} ±${halfWidth.toFixed(decimals)}`;
}
