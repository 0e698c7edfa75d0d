#!/bin/sh
# Copies this folder's files, one a second, again and again. Asked to stop, it finishes the copy it is at.
target="${OUTPUT:-out}/backup"
mkdir -p "$target"
stopping=
trap 'stopping=yes; echo "asked to stop: finishing this copy"' INT TERM

round=0
while [ -z "$stopping" ] && [ "$round" -lt 60 ]; do
  round=$((round + 1))
  for file in *; do
    [ -f "$file" ] || continue
    cp "$file" "$target/"
    echo "$(date +%H:%M:%S)  round $round: $file"
    sleep 1
  done
done

echo "copies made in $target: $round"
