import { z } from 'zod';
import { duration, share, size } from '../../quantities.js';
import { shown } from '../wording.js';

const byClass = <T extends z.ZodType>(churn: T, control: T) => z.strictObject({ churn, control });

const missing = () =>
  z.union([z.literal('measured'), share()], {
    error: ({ input }) => `expected measured, or a share from 0 to 1, found ${shown(input)}`,
  });

const compact = () =>
  z
    .strictObject({
      use: share().prefault(0.964).describe('Share of the nodes that use compact blocks; both ends must.'),
      size: size().prefault('18 kB').describe('Size of a compact block.'),
      churnShare: share().prefault(0.976).describe('Share of the nodes in the class churn; the others are control.'),
      failure: byClass(share().prefault(0.27), share().prefault(0.13))
        .prefault({})
        .describe('Probability that transactions are missing, by the class of the receiver.'),
      missing: byClass(missing().prefault('measured'), missing().prefault(0.01))
        .prefault({})
        .describe('Share of the block that is then missing: a number, or measured (945 samples of mean 0.087).'),
      missingOf: z
        .enum(['receiver', 'sender'])
        .prefault('receiver')
        .describe('Whose class says how much is missing: the receiver’s, or as in SimBlock the sender’s.'),
    })
    .transform(({ size: sizeBytes, ...rest }) => ({ ...rest, sizeBytes }))
    .describe('Compact blocks: a short form that may fail, after which the missing part is asked for.');

const relayNetwork = () =>
  z
    .strictObject({
      members: z
        .union([z.literal('miners'), z.int().min(2)], {
          error: ({ input }) => `expected miners, or a number of nodes of at least 2, found ${shown(input)}`,
        })
        .prefault('miners')
        .describe('Who takes part: all nodes of weight above 0, or so many of the heaviest.'),
      bytesPerTransaction: z.number().positive().prefault(2).describe('Bytes of a transaction in a compressed block.'),
      transactionBytes: z.number().positive().prefault(522.4).describe('Bytes of a transaction in a whole block.'),
      line: z
        .enum(['own', 'shared'])
        .prefault('own')
        .describe(
          'Compressed blocks go over a line of their own, where they take no time to send, or wait behind whole blocks on the access line.',
        ),
    })
    .describe('Members send each block that they make to all other members at once, compressed.');

/** How blocks are passed on along sparse links. */
export const relaySchema = () =>
  z
    .strictObject({
      kind: z
        .enum(['inventory', 'headers', 'push'])
        .prefault('inventory')
        .describe(
          'Blocks are announced by hash and sent on request; announced by header; or sent unasked by their makers.',
        ),
      announce: z
        .enum(['all', 'adopted'])
        .prefault('all')
        .describe('Which blocks a node announces: all sound ones, or only those that it adopts (SimBlock).'),
      messageHandling: duration()
        .prefault('0 s')
        .describe('What a message without a block takes beside its latency; 10 ms in SimBlock.'),
      blockHandling: duration()
        .prefault('0 s')
        .describe('What a block, or a part of one, takes beside latency and transfer; 2 ms in SimBlock.'),
      validation: z
        .strictObject({
          fixed: duration().prefault('0 s').describe('Time for any block.'),
          perMegabyte: duration().prefault('0 s').describe('Time for each million bytes of it.'),
        })
        .prefault({})
        .describe('How long a node checks a block before it adopts it and passes it on.'),
      compact: compact().optional(),
      relayNetwork: relayNetwork().optional(),
      elide: z
        .enum(['auto', 'never'])
        .prefault('auto')
        .describe('Announcements that provably have no effect are only counted, where that is exact; or never.'),
    })
    .describe('How blocks are passed on along sparse links.');
