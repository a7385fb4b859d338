#!/usr/bin/env bash
# One table: time and allocations of a call in each way, three rounds, and then instructions (needs valgrind).
set -euo pipefail
cd "$(dirname "$0")"
cargo build --release --quiet
bin=target/release/bench-client
"$bin" serve &
server=$!
trap 'kill "$server"' EXIT
sleep 1
kinds=(api_call by_hand retrofit feignhttp)
for _ in 1 2 3; do
    for kind in "${kinds[@]}"; do "$bin" "$kind" 20000; done
done
# Instructions of 1000 calls: the difference of two counts, so that the start does not count.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bin" "$1" "$2" 2>&1 | awk '/Collected/ {print $4}'
}
for kind in "${kinds[@]}"; do
    few=$(instructions "$kind" 200)
    many=$(instructions "$kind" 1200)
    echo "$kind: $(((many - few) / 1000)) instructions a call"
done
