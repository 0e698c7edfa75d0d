import { duplexPair } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { lineConnection } from '../../../../src/node/channel/lineChannel.ts';

const limits = { longestMessage: 1_000 };

describe('a channel', () => {
  test('tells of its end after everything that was sent before it, however much that is', async () => {
    const [near, far] = duplexPair();
    const sender = lineConnection(near, limits);
    const receiver = lineConnection(far, limits);
    const heard: unknown[] = [];
    receiver.onNotification('count', (number: unknown) => {
      heard.push(number);
    });
    const ended = new Promise<void>((resolve) => receiver.onClose(resolve));
    const sent = Array.from({ length: 100 }, (_, index) => index);
    sender.listen();
    receiver.listen();
    for (const number of sent) void sender.sendNotification('count', number);
    sender.end();
    await ended;
    expect(heard).toEqual(sent);
    sender.dispose();
    receiver.dispose();
  });

  test.each<[levels: number | undefined, params: unknown, isTaken: boolean]>([
    [3, [[[]]], true],
    [3, { a: { b: {} } }, true],
    [3, [[[[]]]], false],
    [3, [{ a: [{}] }], false],
    [undefined, JSON.parse(`${'['.repeat(400)}${']'.repeat(400)}`), true],
  ])('that grants %j levels of what a message says, takes %j: %j', async (levels, params, isTaken) => {
    const [near, far] = duplexPair();
    const receiver = lineConnection(far, { ...limits, ...(levels !== undefined && { deepestMessage: levels + 2 }) });
    const heard: unknown[] = [];
    receiver.onNotification('deep', (value: unknown) => {
      heard.push(value);
    });
    const ended = new Promise<void>((resolve) => receiver.onClose(resolve));
    receiver.listen();
    near.end(`${JSON.stringify({ jsonrpc: '2.0', method: 'deep', params: { params } })}\n`);
    await ended;
    expect(heard).toEqual(isTaken ? [{ params }] : []);
    receiver.dispose();
  });
});
