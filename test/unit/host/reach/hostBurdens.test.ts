import { expect, test } from 'vitest';
import { compareStandings, readHardLimits } from '../../../../src/host/reach/hostBurdens.ts';

const own = { nice: 0, processors: '0-3', oomScore: 0, limits: new Map([['open files', 1_024]]) };

test('only what weighs more on the host than here is a burden', () => {
  expect(compareStandings(own, own)).toEqual([]);
  expect(compareStandings({ ...own, nice: -5, limits: new Map() }, own)).toEqual([]);
  expect(compareStandings(own, { ...own, nice: 10, oomScore: 300, limits: new Map([['open files', 64]]) })).toEqual([]);
  const limits = new Map([
    ['open files', 64],
    ['cpu time', 60],
  ]);
  expect(compareStandings({ nice: 10, processors: '0', oomScore: 200, limits }, own)).toEqual([
    'nice 10',
    'processors 0',
    'oom_score_adj 200',
    'open files 64',
    'cpu time 60',
  ]);
});

test('hard limits are read as the kernel writes them', () => {
  const text = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max open files            1024                 524288               files     
Max nice priority         0                    0                    
`;
  expect([...readHardLimits(text)]).toEqual([
    ['open files', 524_288],
    ['nice priority', 0],
  ]);
});
