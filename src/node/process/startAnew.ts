import type { Argv } from '../../model/words/argv.ts';

/**
 * Undoes what a process has from the process that started it, as far as it may, then becomes its arguments.
 *
 * - The umask is the one of logins: of `login.defs`, which `pam_umask` reads, else 022. Profiles may change it afterwards.
 * - Soft limits become what they are at a login: the hard ones, a stack of 8 MB, no core. That of open files needs no
 *   word here: Node raises it, as it does in terminals of VS Code.
 * - Processors, scheduling and the reluctance of the kernel to end it are those of a new process. What does that is not
 *   everywhere; nothing else can.
 */
const script = `mask=022
[ -r /etc/login.defs ] && while read -r key value rest; do [ "$key" = UMASK ] && mask=$value; done </etc/login.defs
umask 022
umask "$mask"
for l in d f l m t v u; do ulimit -S -$l "$(ulimit -H -$l)"; done
ulimit -S -s 8192
ulimit -S -c 0
read -r all </sys/devices/system/cpu/online && taskset -p -c "$all" $$ >/dev/null
chrt -o -p 0 $$
ionice -c 0 -p $$
[ -w /proc/self/oom_score_adj ] && echo 0 >/proc/self/oom_score_adj
exec "$@" 2>&3 3>&-`;

/** The argv that starts a program as if nobody had started it; POSIX only, and without variables of odd names. */
export function startAnew(argv: Argv): Argv {
  return ['/bin/sh', '-c', `exec 3>&2 2>/dev/null\n${script}`, 'executor-anew', ...argv];
}
