/** Removes what an earlier build has left: a file that is gone from src must not live on in dist. */
import { rmSync } from 'node:fs';
import path from 'node:path';

rmSync(path.join(import.meta.dirname, '..', 'dist'), { recursive: true, force: true });
