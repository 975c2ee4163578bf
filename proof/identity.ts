import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { defined } from '../engine/contracts/defined.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { verifierOf } from '../evals/identity.ts'
import { runsIsolated } from '../authoring/initial.ts'
import { platform, version } from '../run/version.ts'
import type { Identity } from '../trust/contracts.ts'
import { hashOf } from '../trust/sets/hash.ts'

/** The version of isolated-vm, `none` where it is not installed. */
function isolateVersion(): string {
  try {
    const file = findPackageJSON('isolated-vm', import.meta.url)
    return file === undefined ? 'none' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  } catch {
    return 'none'
  }
}

/** What judges a problem here and now. */
export function identityOf(problem: Problem): Identity {
  const { runner, driver, library, limits } = problem
  const isolated = runsIsolated(defined({ runner }))
  return {
    engine: version,
    verifier: verifierOf(problem, undefined),
    driver: hashOf([driver ?? null, library ?? null, limits]).slice(0, 32),
    sandbox: `${isolated ? `isolated-vm ${isolateVersion()}` : runner?.use}, Node ${platform.node}, V8 ${platform.v8}, ${platform.arch}`,
  }
}
