"""Writes a report page by page and says how far it is."""

import argparse
import os
import pathlib
import time

parser = argparse.ArgumentParser()
parser.add_argument("--pages", type=int, default=60)
parser.add_argument("--title", default="Report")
options = parser.parse_args()

folder = pathlib.Path(os.environ.get("OUTPUT", "out"))
folder.mkdir(parents=True, exist_ok=True)
report = folder / "report.md"

with report.open("w", encoding="utf-8") as file:
    file.write(f"# {options.title}\n")
    for page in range(1, options.pages + 1):
        file.write(f"\n## Page {page}\n\nWritten at {time.strftime('%H:%M:%S')}.\n")
        file.flush()
        print(f"{time.strftime('%H:%M:%S')}  page {page} of {options.pages} ({page / options.pages:.0%})", flush=True)
        time.sleep(1)

print(f"{report} is done.")
