import { counted, formatNumber, formatSeconds, formatTick, formatValue, shortened } from '../../src/report/format.js';
import { escaped, html, Markup } from '../../src/report/markup.js';
import { measureOf } from '../../src/report/measures.js';
import { PALETTE } from '../../src/report/style.js';

/** Narrow spaces as plain ones. */
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ');

describe('numbers', () => {
  test.each([
    [0, '0'],
    [60, '60'],
    [12.96, '13.0'],
    [0.1, '0.100'],
    [0.01234, '0.0123'],
    [999.4, '999'],
    [999.6, '1,000'],
    [1234567, '1.23 million'],
    [-3.14159, '−3.14'],
    [0.000012, '1.2×10⁻⁵'],
    [59.99999999999999, '60'],
    [123456, '123,456'],
  ])('%p is written %p', (value, text) => {
    expect(plain(formatNumber(value))).toBe(text);
  });

  test.each([
    [0, '0 s'],
    [0.00005, '50 µs'],
    [0.4103, '410 ms'],
    [1.5, '1.50 s'],
    [96, '96 s'],
    [125, '2.08 min'],
    [3650, '60.8 min'],
    [8892, '2.47 h'],
    [400_000, '4.63 d'],
  ])('%p seconds are written %p', (value, text) => {
    expect(plain(formatSeconds(value))).toBe(text);
  });

  test('ticks carry no zeros and the largest unit that is whole', () => {
    expect([0.1, 0.25, 20].map((value) => formatTick(value, 'number'))).toEqual(['0.1', '0.25', '20']);
    expect([10, 60, 600, 3600, 86_400].map((value) => plain(formatTick(value, 'seconds')))).toEqual([
      '10 s',
      '1 min',
      '10 min',
      '1 h',
      '1 d',
    ]);
    expect(plain(formatTick(0.07, 'share'))).toBe('7 %');
    expect(plain(formatTick(0.005, 'share'))).toBe('0.5 %');
  });

  test('a missing value is a dash', () => {
    expect([null, undefined, NaN].map((value) => formatValue(value, 'share'))).toEqual(['–', '–', '–']);
  });

  test('one run is not 1 runs', () => {
    expect([1, 2, 0].map((count) => plain(counted(count, 'run')))).toEqual(['1 run', '2 runs', '0 runs']);
  });

  test('labels are cut between characters, not inside them', () => {
    expect(shortened('abcdef', 4)).toBe('abc…');
    expect(shortened('🙂🙂🙂', 2)).toBe('🙂…');
  });

  test('columns outside the vocabulary keep their name and get their unit from it', () => {
    expect(measureOf('latency_p95_s')).toMatchObject({ title: 'Latency p95', unit: 'seconds' });
    expect(measureOf('orphan_rate').unit).toBe('share');
    expect(measureOf('bytes_per_block').unit).toBe('bytes');
    expect(measureOf('views').unit).toBe('number');
  });
});

describe('markup', () => {
  test('escapes every value, joins arrays and drops what is absent', () => {
    expect(html`<p title="${'"\''}">${['<', new Markup('<br>'), null, false, undefined, 3]}</p>`.text).toBe(
      '<p title="&quot;&#39;">&lt;<br>3</p>',
    );
  });

  test('keeps the indentation of values and drops that of templates', () => {
    const list = html`<ul>
      <li>${'a\n    b'}</li>
      <li>c</li>
    </ul>`;
    expect(list.text).toBe('<ul>\n<li>a\n    b</li>\n<li>c</li>\n</ul>');
  });

  test('replaces characters that cannot be shown or that turn the text around', () => {
    expect(escaped('a\u0000\u202eb\n\tc')).toBe('a\ufffd\ufffdb\n\tc');
  });
});

describe('colours', () => {
  type Rgb = readonly number[];
  /** Severity 1 of Machado, Oliveira and Fernandes (2009), on linear RGB. */
  const SIGHT: Readonly<Record<string, readonly Rgb[]>> = {
    full: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    protanopia: [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    deuteranopia: [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
    tritanopia: [
      [1.255528, -0.076749, -0.178779],
      [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.3039],
    ],
  };
  const dot = (a: Rgb, b: Rgb) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const linear = (hex: string): Rgb =>
    [1, 3, 5]
      .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const luminance = (rgb: Rgb) => dot([0.2126, 0.7152, 0.0722], rgb);
  function lab(rgb: Rgb): Rgb {
    const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
    const x = f(dot([0.4124, 0.3576, 0.1805], rgb) / 0.95047);
    const y = f(luminance(rgb));
    const z = f(dot([0.0193, 0.1192, 0.9505], rgb) / 1.08883);
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  }

  describe.each(Object.entries(PALETTE))('on %s paper', (_, { paper, inks }) => {
    test('stand out from the paper with a contrast of 3 and more', () => {
      for (const ink of inks) {
        const [a, b] = [luminance(linear(paper)), luminance(linear(ink))];
        expect((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)).toBeGreaterThanOrEqual(3);
      }
    });

    test.each(Object.entries(SIGHT))('are at least 14 apart in CIELAB with %s sight', (_name, matrix) => {
      const seen = inks.map((ink) => lab(matrix.map((row) => Math.max(0, dot(row, linear(ink))))));
      for (let i = 0; i < seen.length; i++) {
        for (let j = 0; j < i; j++)
          expect(Math.hypot(...seen[i]!.map((value, k) => value - seen[j]![k]!))).toBeGreaterThan(14);
      }
    });
  });
});
