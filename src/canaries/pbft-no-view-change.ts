/**
 * PBFT in which no timer ever replaces a primary: one that falls silent stops the system. The liveness judge must cry
 * out.
 */
import { pbft } from '../protocols/pbft.js';

const canary: typeof pbft = {
  ...pbft,
  name: 'pbft-no-view-change',
  describe: 'Broken on purpose: PBFT whose backups wait for their primary for ever',
  canaryOf: pbft.name,
  timeout: { ...pbft.timeout!, request: () => undefined },
};

export default canary;
