/** Policies of withholding miners that a scenario names by the path of a JSON file: they are read in when it is loaded. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { policyTableFrom } from '../theory/policy-table.js';
import { isMapping, valueAt, withValue } from './path.js';
import type { Complaint } from './problems.js';
import { shown } from './wording.js';

type Mapping = Readonly<Record<string, unknown>>;

/**
 * The document with each policy in the place of its path, so that a run's specification holds all that it depends on.
 * @param directory that paths are relative to
 */
export async function readPolicies(
  document: Mapping,
  directory: string,
): Promise<{ readonly document: Mapping; readonly complaints: readonly Complaint[] }> {
  const complaints: Complaint[] = [];
  let read: unknown = document;
  const faults = Array.isArray(document['faults']) ? document['faults'].length : 0;
  for (let index = 0; index < faults; index++) {
    const path = ['faults', index, 'strategy', 'policy'];
    const file = valueAt(document, path);
    if (typeof file !== 'string') continue;
    try {
      const text = await readFile(resolve(directory, file), 'utf8');
      read = withValue(read, path, policyTableFrom(JSON.parse(text)));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      complaints.push({ path, message: `expected the JSON file of a policy, found ${shown(file)}: ${why}` });
    }
  }
  return { document: isMapping(read) ? read : document, complaints };
}
