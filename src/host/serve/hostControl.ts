import type { Disposable } from '../../base/disposable.ts';
import { err, type Result } from '../../base/result.ts';
import type { Build } from '../../model/host/build.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { ClientAccess, ClientKind, HostFacts } from '../../model/host/hostFacts.ts';
import type { Notice } from '../../model/notice/notice.ts';
import { protocolVersion } from '../../protocol/messages.ts';
import { build } from '../places/build.ts';

/** A client that was let in, as the host sees it. */
export interface AdmittedClient {
  readonly kind: ClientKind;
  readonly access: ClientAccess;
  /** Absolute path of what brought it. */
  readonly installation?: string;
  /** Tells the person in front of it something. */
  tell(notice: Notice): void;
}

/** What a host knows about a client while that is there. */
export interface Admission extends Disposable {
  /** The client's window has the focus now. */
  focus(): void;
}

/** What is asked of a host beside what concerns its tasks. */
export interface HostControl {
  readonly facts: HostFacts;
  /** Whether a client that shows this token may come in. */
  admits(token: string | undefined): boolean;
  /** Takes note of a client that came in. */
  welcome(client: AdmittedClient): Admission;
  /** Makes room for a newer build: ends, leaving its runs alone; refused where it would not make room. */
  retire(newer: Build): Result<void, ExecutorFailure>;
  /** Ends. Answers when the runs have ended, if they are to; the host is gone a moment later. */
  shutDown(options: { readonly stopsRuns: boolean }): Promise<Result<void, ExecutorFailure>>;
}

/** For what is served inside of a process without a host behind it. */
export const noHost: HostControl = {
  facts: { mode: 'window', build, pid: process.pid, protocolVersion },
  admits: () => true,
  welcome: () => ({ focus: () => undefined, dispose: () => undefined }),
  retire: () => err({ reason: 'not-a-background-host' }),
  shutDown: () => Promise.resolve(err({ reason: 'not-a-background-host' })),
};
