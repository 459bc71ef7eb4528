/** From a path in the document to the place that the user has to look at: a line of the file, or an option. */
import type { Override } from './overrides.js';
import { formatPath, startsWith } from './path.js';
import type { Complaint, Path, Problem } from './problems.js';
import type { YamlSource } from './yaml-source.js';

export function locate(
  complaint: Complaint,
  file: string,
  source: YamlSource,
  overrides: readonly Override[],
): Problem {
  const { path, message, atKey } = complaint;
  const override = overrideOf(path, source, overrides);
  if (!override) return { file, ...source.placeOf(path, atKey), path: formatPath(path), message };
  const { option, path: set } = override;
  const same = formatPath(path) === formatPath(set);
  return {
    file: option,
    line: 0,
    column: 0,
    path: option === '--set' ? formatPath(set) : '',
    message: same ? message : `${formatPath(path)}: ${message}`,
  };
}

/** The last option that set this value, or that made the mapping which lacks it. */
function overrideOf(path: Path, source: YamlSource, overrides: readonly Override[]): Override | undefined {
  const above = overrides.findLast((override) => startsWith(path, override.path));
  if (above) return above;
  const known = path.findIndex((_, at) => !source.has(path.slice(0, at + 1)));
  if (known < 0) return undefined;
  const made = path.slice(0, known + 1);
  return overrides.findLast((override) => startsWith(override.path, made));
}
