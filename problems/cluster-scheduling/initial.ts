/** How well a job fits a machine: what it asks of processors and memory, what of both is free there, and all that the machine has. */
export function priority(
  processors: number,
  memory: number,
  freeProcessors: number,
  freeMemory: number,
  allProcessors: number,
  allMemory: number,
): number {
  // EVOLVE-BLOCK-START
  return processors - freeProcessors + memory - freeMemory
  // EVOLVE-BLOCK-END
}
