import { Draws } from './test/fuzz/draws.ts';
import { parsers } from './test/fuzz/parsers.ts';
for (const { name, make, read } of parsers) {
  if (!/crontab|Procfile|package|tasks.json|ecosystem|supervisord/.test(name)) continue;
  let found = 0;
  for (let seed = 0; seed < 1500 && found < 4; seed += 1) {
    const draws = new Draws(seed * 1_000_003, 3);
    const text = make(draws);
    try { read(text, draws); } catch (error) { found += 1; console.log(name, seed, JSON.stringify(text), String(error).slice(0, 300)); }
  }
  console.log(name, 'done', found);
}
