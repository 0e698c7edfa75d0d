import { describe, expect, test } from 'vitest';
import { commandStem, shellCommand } from '../../../../src/model/foreign/shellWords.ts';

const shell = ['/bin/sh', '-c'];
const windowsShell = ['cmd.exe', '/d', '/s', '/c'];

describe('a command line', () => {
  test.each<[string, readonly string[]]>([
    ['python job.py --city "New York"', ['python', 'job.py', '--city', 'New York']],
    ['/usr/bin/backup', ['/usr/bin/backup']],
    ['echo done', ['echo', 'done']],
    ['echo $HOME', [...shell, 'echo $HOME']],
    ['a | b', [...shell, 'a | b']],
    ['a > b', [...shell, 'a > b']],
    ['ls *.csv', [...shell, 'ls *.csv']],
    ['PORT=3000 node server.js', [...shell, 'PORT=3000 node server.js']],
    ['A+=1 node server.js', [...shell, 'A+=1 node server.js']],
    ['cd /srv', [...shell, 'cd /srv']],
    ["echo 'open", [...shell, "echo 'open"]],
    ['exit 3', [...shell, 'exit 3']],
    ['"exit" 3', [...shell, '"exit" 3']],
    ['wait', [...shell, 'wait']],
    ['let x=1', [...shell, 'let x=1']],
    ['[ -e go ]', [...shell, '[ -e go ]']],
    ['(cd /srv)', [...shell, '(cd /srv)']],
    ['trap true TERM', [...shell, 'trap true TERM']],
    ['time make', [...shell, 'time make']],
    ['echo -e x', [...shell, 'echo -e x']],
    [String.raw`echo 'a\nb'`, [...shell, String.raw`echo 'a\nb'`]],
  ])('%j becomes %j: a shell only where the words need one', (line, argv) => {
    expect(shellCommand(line, shell)).toEqual(argv);
  });

  test.each<[string, readonly string[]]>([
    ['node server.js', ['node', 'server.js']],
    [String.raw`node src\server.js`, [...windowsShell, String.raw`node src\server.js`]],
    ['node %SCRIPT%', [...windowsShell, 'node %SCRIPT%']],
    ['dir', [...windowsShell, 'dir']],
    ['npm start', [...windowsShell, 'npm start']],
  ])('of Windows, %j becomes %j', (line, argv) => {
    expect(shellCommand(line, windowsShell)).toEqual(argv);
  });

  test.each([
    ['python3 -u jobs/scrape.py --all', 'scrape'],
    ['cd /srv && ./report.sh', 'report'],
    ['/usr/local/bin/backup --full', 'backup'],
    ['PORT=1 uvicorn app:app', 'uvicorn'],
    ['Rscript "a.R"', 'a'],
    ['', 'task'],
    ['exit 3', 'exit'],
    ['wait', 'wait'],
    ['let x=1', 'let'],
    ['cd x && y', 'y'],
    ['[ -x /usr/bin/mandb ] && /usr/bin/mandb --quiet', 'mandb'],
    ['[ -e go ]', 'test'],
    ['(cd /srv && ./run)', 'run'],
    ['(cd /srv)', 'cd'],
    ['test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.daily )', 'run-parts'],
    ['if [ -f a.lock ]; then clean a.lock; fi', 'clean'],
    ['for f in *.csv; do load "$f"; done', 'load'],
    ['while true; do sync-all; sleep 5; done', 'sync-all'],
    ['mysqldump shop > /backup/shop.sql 2>&1', 'mysqldump'],
    ['nice -n 10 ionice -c3 /srv/index', 'index'],
    ['flock -n /tmp/lock /srv/poll', 'poll'],
    ["flock /tmp/lock -c 'cd /srv && poll'", 'poll'],
    ['sudo -u www-data timeout 60 php artisan', 'php'],
    ['bash -lc "cd /srv && bin/work"', 'work'],
    ['python3 -m http.server 8000', 'http.server'],
    ['npm run build', 'build'],
    ['. /srv/env.sh', 'env'],
    ['. ./env && serve', 'serve'],
    ['echo $(hostname)', 'hostname'],
    ['sort hi.sh | uniq', 'sort'],
    ['cat list.py | python3 run.py', 'run'],
    ['mkdir -p out && Rscript report.R', 'report'],
    ['gzip old.js', 'gzip'],
    ['cp a.sh b.sh && rm a.sh', 'cp'],
    ['# nothing', 'task'],
  ])('%j gets the name %j', (line, stem) => {
    expect(commandStem(line)).toBe(stem);
  });
});
