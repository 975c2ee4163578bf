import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import process from 'node:process'
import type { Manifest } from '../engine/contracts/manifest.ts'

/** The engine's version, as in package.json. */
export const version: string = (JSON.parse(readFileSync(findPackageJSON(import.meta.url) ?? '', 'utf8')) as { version: string }).version

/** What a run's numbers depend on beside the engine: even `Math.pow` differs between versions of V8. */
export const platform: Manifest['platform'] = {
  node: process.versions.node,
  v8: process.versions.v8,
  icu: process.versions.icu ?? '',
  arch: process.arch,
}
