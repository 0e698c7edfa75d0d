/** A script to try things with: it says a few lines, a second apart, and ends well. */
export interface SampleScript {
  readonly language: string;
  readonly extension: string;
  readonly text: string;
}

const batch: SampleScript = {
  language: 'Batch',
  extension: 'bat',
  text: '@echo off\r\nfor /l %%i in (1,1,5) do (\r\n  echo Hello, this is line %%i.\r\n  ping -n 2 127.0.0.1 >nul\r\n)\r\n',
};

const shell: SampleScript = {
  language: 'Shell',
  extension: 'sh',
  text: 'for i in 1 2 3 4 5; do\n  echo "Hello, this is line $i."\n  sleep 1\ndone\n',
};

const others: readonly SampleScript[] = [
  {
    language: 'Python',
    extension: 'py',
    text: 'import time\n\nfor i in range(1, 6):\n    print(f"Hello, this is line {i}.")\n    time.sleep(1)\n',
  },
  {
    language: 'JavaScript',
    extension: 'js',
    text: 'let i = 1;\nconst timer = setInterval(() => {\n  console.log(`Hello, this is line ${i}.`);\n  if (i++ === 5) clearInterval(timer);\n}, 1000);\n',
  },
  {
    language: 'R',
    extension: 'R',
    text: 'for (i in 1:5) {\n  cat("Hello, this is line ", i, ".\\n", sep = "")\n  Sys.sleep(1)\n}\n',
  },
];

/** The samples that there are on a platform, as `process.platform` tells it; that of its own shell comes first. */
export function sampleScripts(platform: string): readonly SampleScript[] {
  return [platform === 'win32' ? batch : shell, ...others];
}
