# EVOLVE-BLOCK-START
longest=$(grep -o "[0-9]*" settings.json)
# EVOLVE-BLOCK-END
awk -v longest="$longest" -f filter.awk
