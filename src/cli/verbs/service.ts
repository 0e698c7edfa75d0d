import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import { connectToLiveHost } from '../../host/reach/connect.ts';
import { runProgramQuietly } from '../../host/places/programs.ts';
import { stateSurroundings } from '../../host/places/statePlace.ts';
import { type CliFailure, toCliFailure, usageFailure } from '../cliFailure.ts';
import { exitCodes } from '../exitCode.ts';
import { jsonVersion } from '../jsonOutput.ts';
import { type ServicePlan, servicePlan, type ServiceStep } from '../service/servicePlan.ts';
import { addVerb, attachOptionsOf, done, type VerbContext, type VerbEnd, type VerbSet } from '../verb.ts';

const actions = ['install', 'uninstall', 'status'] as const;

/** Adds `service`. */
export function addServiceVerb(set: VerbSet): void {
  addVerb<{ readonly print?: boolean }>(set, {
    usage: 'service <action>',
    summary: 'a host that the system starts for you: install, uninstall or status',
    options: [['--print', 'only show the definition of the service']],
    act: async ({ args: [word = ''], context, options }) => {
      const action = actions.find((each) => each === word);
      if (!action) return err(usageFailure(`"${word}" is not an action for a service. Use ${actions.join(', ')}.`));
      const planned = planFor(context);
      if (!planned.ok) return planned;
      const plan = planned.value;
      if (options.print) return done(plan.content, { version: jsonVersion, ...planJson(plan), content: plan.content });
      switch (action) {
        case 'install':
          return install(context, plan);
        case 'uninstall':
          return uninstall(context, plan);
        case 'status':
          return status(context, plan);
      }
    },
  });
}

function planFor({ folder, terminal }: VerbContext): Result<ServicePlan, CliFailure> {
  const { command, environment, uid } = terminal;
  const { home } = stateSurroundings(environment);
  if (home === undefined) return err(toCliFailure({ reason: 'no-home' }));
  return servicePlan({ command, folder: realpathSync(folder) }, { platform: process.platform, home, environment, uid });
}

async function install(context: VerbContext, plan: ServicePlan): Promise<VerbEnd> {
  const { content, encoding, file, hints, name } = plan;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, encoding === 'utf16le' ? `\uFEFF${content}` : content, { encoding });
  const prepared = takeSteps(plan.install.slice(0, -1), context);
  if (prepared.ok) await makeRoom(context);
  const started = prepared.ok ? takeSteps(plan.install.slice(-1), context) : prepared;
  if (!started.ok) {
    rmSync(file, { force: true });
    return started;
  }
  const lines = [`Installed ${name} (${file}).`, ...hints];
  return done(`${lines.join('\n')}\n`, { version: jsonVersion, ...planJson(plan), installed: true, hints });
}

/** A background host would keep the folder from the service; what it runs goes on. */
async function makeRoom(context: VerbContext): Promise<void> {
  const live = await connectToLiveHost(attachOptionsOf(context));
  if (!live.ok) return;
  if (live.value.facts?.mode === 'background') await live.value.client.shutDownHost(false);
  await live.value.close();
}

function uninstall(context: VerbContext, plan: ServicePlan): VerbEnd {
  const taken = takeSteps(plan.uninstall, context);
  if (!taken.ok) return taken;
  rmSync(plan.file, { force: true });
  return done(`Removed ${plan.name}; running tasks keep running.\n`, {
    version: jsonVersion,
    ...planJson(plan),
    installed: false,
  });
}

function status(context: VerbContext, plan: ServicePlan): VerbEnd {
  const [program] = plan.status.argv;
  const installed = existsSync(plan.file);
  const ended = runProgramQuietly(plan.status.argv, context.terminal.environment);
  if (ended.kind === 'failed') return err(noManager(program, context.folder));
  const isActive = ended.code === 0;
  return ok({
    exit: isActive ? exitCodes.done : exitCodes.impossible,
    text: ended.output,
    json: { version: jsonVersion, ...planJson(plan), installed, active: isActive, output: ended.output },
  });
}

function takeSteps(steps: readonly ServiceStep[], { folder, terminal }: VerbContext): Result<undefined, CliFailure> {
  for (const { argv, mayFail } of steps) {
    const ended = runProgramQuietly(argv, terminal.environment);
    if (ended.kind === 'failed') return err(noManager(argv[0], folder));
    if (ended.code !== 0 && !mayFail) {
      const said = ended.output.trim();
      const message = `${argv.join(' ')} ended with ${String(ended.code)}${said === '' ? '' : `: ${said}`}. Nothing was installed. ${byHand(folder)}`;
      return err({ reason: 'no-services', message });
    }
  }
  return ok(undefined);
}

function noManager(program: string, folder: string): CliFailure {
  return {
    reason: 'no-services',
    message: `${program} was not found, so services are not available here. ${byHand(folder)}`,
  };
}

function byHand(folder: string): string {
  return `Have this machine run at startup: executor up --folder ${JSON.stringify(folder)}`;
}

function planJson({ file, name }: ServicePlan): object {
  return { name, file };
}
