import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node';
import { type Clock, systemClock } from '../../base/clock.ts';

/** What one side of a channel grants the other. */
export interface ChannelLimits {
  /** Characters that one message may have; a longer one ends the channel. */
  readonly longestMessage: number;
  /** Levels of arrays and objects that one message may have, since whoever checks it goes down all of them; a deeper one ends the channel. */
  readonly deepestMessage?: number;
  /** Milliseconds for which the other side may read nothing of what is sent to it; then the channel ends. */
  readonly stallMs?: number;
}

/** Bytes that wait to be read by the other side before nothing more is read from it. */
const mostUnread = 1024 * 1024;

/**
 * Messages over a stream, each as a line of JSON. What is no JSON, too long or too deep, ends the channel: nobody who speaks the
 * protocol sends it. Memory is bounded by the limits: whoever does not read the answers is not asked for more questions.
 */
export function lineConnection(stream: Duplex, limits: ChannelLimits, clock: Clock = systemClock): MessageConnection {
  // An error is followed by the stream's end, which is what the connection tells of.
  stream.on('error', () => undefined);
  return createMessageConnection(new LineReader(stream, limits, clock), new LineWriter(stream, limits, clock));
}

class LineReader extends AbstractMessageReader implements MessageReader {
  private readonly decoder = new StringDecoder('utf8');
  private pieces: string[] = [];
  private length = 0;
  /** Messages that the connection may not have taken up yet: it takes one in each turn of the event loop. */
  private waiting = 0;
  private isClosed = false;

  constructor(
    private readonly stream: Duplex,
    private readonly limits: ChannelLimits,
    private readonly clock: Clock,
  ) {
    super();
    stream.once('close', () => {
      this.isClosed = true;
      if (this.waiting === 0) this.fireClose();
    });
    stream.once('end', () => {
      stream.destroy();
    });
  }

  listen(callback: DataCallback): Disposable {
    this.stream.on('data', (chunk: Buffer) => {
      this.read(this.decoder.write(chunk), callback);
      if (this.stream.writableLength > mostUnread) this.rest();
    });
    return { dispose: () => this.stream.pause() };
  }

  /** Reads on when the other side has read. */
  private rest(): void {
    this.stream.pause();
    this.stream.once('drain', () => this.stream.resume());
  }

  private read(text: string, callback: DataCallback): void {
    const [first = '', ...others] = text.split('\n');
    this.keep(first);
    for (const other of others) {
      if (this.stream.destroyed) return;
      const line = this.pieces.join('');
      this.pieces = [];
      this.length = 0;
      this.take(line, callback);
      this.keep(other);
    }
  }

  private keep(piece: string): void {
    this.pieces.push(piece);
    this.length += piece.length;
    if (this.length > this.limits.longestMessage) this.refuse();
  }

  private take(line: string, callback: DataCallback): void {
    try {
      const message: unknown = JSON.parse(line);
      const { deepestMessage } = this.limits;
      if (!isMessage(message) || (deepestMessage !== undefined && isDeeper(message, deepestMessage))) {
        this.refuse();
        return;
      }
      callback(message);
      this.waiting += 1;
      if (this.waiting === 1) this.awaitTurn();
    } catch {
      this.refuse();
    }
  }

  /** The end is told after everything that came before it. */
  private awaitTurn(): void {
    this.clock.setTimer(0, () => {
      this.waiting -= 1;
      if (this.waiting > 0) this.awaitTurn();
      else if (this.isClosed) this.fireClose();
    });
  }

  private refuse(): void {
    this.pieces = [];
    this.length = 0;
    this.stream.destroy();
  }
}

class LineWriter extends AbstractMessageWriter implements MessageWriter {
  private waiting = 0;
  private stall: { dispose(): void } | undefined;

  constructor(
    private readonly stream: Duplex,
    private readonly limits: ChannelLimits,
    private readonly clock: Clock,
  ) {
    super();
    // The end itself is told by the reader, once everything that came before it has been taken up.
    stream.once('close', () => {
      this.stall?.dispose();
    });
  }

  /** Resolves when the message has left this process, so that whoever waits for that is as slow as the other side. */
  write(message: Message): Promise<void> {
    this.waiting += 1;
    this.watch();
    return new Promise((resolve) => {
      // An error means that the channel has ended, of which everybody hears; no message is awaited in vain.
      this.stream.write(`${JSON.stringify(message)}\n`, () => {
        this.waiting -= 1;
        this.stall?.dispose();
        this.stall = undefined;
        if (this.waiting > 0) this.watch();
        resolve();
      });
    });
  }

  /** What was written still goes out. */
  end(): void {
    this.stream.end(() => {
      this.stream.destroy();
    });
  }

  private watch(): void {
    const { stallMs } = this.limits;
    if (stallMs === undefined || this.stream.destroyed) return;
    this.stall ??= this.clock.setTimer(stallMs, () => {
      this.stream.destroy();
    });
  }
}

/** Whether a value of JSON has more levels than that; looks no deeper. */
function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1));
}

/** Whether it has the one thing in common of all messages; the connection tells what else is wrong with it. */
function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'jsonrpc' in value && value.jsonrpc === '2.0';
}
