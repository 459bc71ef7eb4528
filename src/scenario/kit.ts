/** What a user's own protocol file is handed, because a file outside this package cannot import from it by name. */
import { z } from 'zod';
import { bitRate, duration, frequency, positiveDuration, share, size } from '../quantities.js';

export const kit = { z, duration, positiveDuration, size, share, bitRate, frequency } as const;

/** What a protocol file makes its schema of. */
export type Kit = typeof kit;
