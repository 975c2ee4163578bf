import { parentPort, workerData } from 'node:worker_threads'

/** Ends the process when its parent is gone, also while the main thread is stuck in a built-in that nothing interrupts. */
setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL')
}, 250)
parentPort?.unref()
