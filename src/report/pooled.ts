/** Closed forms beside what came out, pooled over the runs of a protocol. */
import { summarizeSeeds } from '../metrics/seeds.js';
import { isForecast, type Forecast } from '../predictions/prediction.js';
import type { RunRecord } from '../runner/record.js';

/** Deviation beyond which a result contradicts its theory: by chance once in sixteen thousand. */
const MOST_DEVIATION = 4;

/** One prediction over the runs of a protocol that it applies to. */
export interface Pooled {
  readonly name: string;
  readonly runs: number;
  readonly measured: number;
  /** Half of the 95 % interval of the measured mean over seeds; null below two runs. */
  readonly halfInterval: number | null;
  readonly expected: number;
  /** By theory, of the mean over these runs. */
  readonly standardError: number;
  /** Greatest error of the closed form itself. */
  readonly modelError: number;
  /** Deviation in standard errors. */
  readonly deviation: number;
}

/** Forecasts of independent runs, put together: means, and the error of their mean. */
function pool(name: string, forecasts: readonly Forecast[]): Pooled {
  const runs = forecasts.length;
  let [measured, expected, variance, modelError] = [0, 0, 0, 0];
  for (const forecast of forecasts) {
    measured += forecast.measured / runs;
    expected += forecast.expected / runs;
    variance += (forecast.standardError / runs) * (forecast.standardError / runs);
    modelError += (forecast.modelError ?? 0) / runs;
  }
  const standardError = Math.sqrt(variance);
  const interval = summarizeSeeds(forecasts.map((forecast) => forecast.measured)).meanInterval;
  const halfInterval = interval && (interval[1] - interval[0]) / 2;
  return {
    name,
    runs,
    measured,
    halfInterval,
    expected,
    standardError,
    modelError,
    deviation: (measured - expected) / standardError,
  };
}

/** Names of the predictions that are about some of the runs. */
export function namesIn(records: readonly RunRecord[]): string[] {
  return [...new Set(records.flatMap(({ predictions = {} }) => Object.keys(predictions)))];
}

/** Every prediction that applies to some of the runs. */
export function pooledPredictions(records: readonly RunRecord[]): Pooled[] {
  return namesIn(records).flatMap((name) => {
    const forecasts = records
      .map(({ predictions }) => predictions?.[name])
      .filter((found) => found !== undefined)
      .filter(isForecast);
    return forecasts.length > 0 ? [pool(name, forecasts)] : [];
  });
}

/** Whether a result lies farther from its theory than chance and the approximation's own error explain. */
export function contradicts({ measured, expected, standardError, modelError }: Pooled): boolean {
  return Math.abs(measured - expected) > MOST_DEVIATION * standardError + modelError;
}
