import * as z from 'zod';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import type { ProcessIdentity } from '../../model/run.ts';
import type { LaterOrigin } from '../../model/schedule/laterRun.ts';
import type { ApprovalRecord } from '../../model/taskFile/approval.ts';
import type { Clause } from '../../model/words/clause.ts';

const clause: z.ZodType<Clause> = z.lazy(() =>
  z.union([z.string(), z.object({ say: z.string(), with: z.array(z.union([clause, z.number()])) })]),
);

/** A window's settings, as they are kept; those that cross the wire have a schema of their own. */
export const storedSettings: z.ZodType<HostSettings> = z.object({
  interpreters: z.record(z.string(), z.array(z.string())),
  choices: z.record(z.string(), z.object({ argv: z.array(z.string()), by: clause })),
  folder: z.string(),
  timeZone: z.exactOptional(z.string()),
  maxConcurrentRuns: z.number(),
  nodePath: z.exactOptional(z.string()),
  historyLimit: z.exactOptional(z.int().min(1)),
});

const fields = z.record(z.string(), z.unknown());
const content = z.object({
  name: z.string(),
  task: fields,
  file: fields,
  starts: z.array(z.object({ name: z.string(), task: fields })),
});

/** What a person has answered about a task that wants to start automatically, as it is kept. */
export const storedApproval: z.ZodType<ApprovalRecord> = z.object({
  approved: z.exactOptional(content),
  refused: z.exactOptional(content),
});

/** What tells a process from every other. */
export const identityFields = {
  machineId: z.string(),
  bootId: z.string(),
  pidNamespace: z.string(),
  pid: z.number(),
  startTime: z.string(),
};

/** Which process it is that leads a run. */
export const storedIdentity: z.ZodType<ProcessIdentity> = z.object(identityFields);

/** The wish that led to a run. */
export const storedOrigin: z.ZodType<LaterOrigin> = z.object({
  id: z.string(),
  timeZone: z.string(),
  askedAt: z.number(),
});
