import { basename } from 'node:path'
import { graderParts } from '../authoring/graders/index.ts'
import { loadPlugin, pluginCopy } from '../authoring/plugins.ts'
import type { Plugin } from '../authoring/plugins.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { Manifest, Strategy } from '../engine/contracts/manifest.ts'
import type { Purpose } from '../engine/contracts/model.ts'
import { choicesOf } from '../engine/contracts/ref.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { languageParts, languagesAmong } from '../languages/index.ts'
import { model } from '../proposers/model/part.ts'
import { proposerParts } from '../proposers/index.ts'
import { publishedParts } from '../proposers/published/parts.ts'
import { runnerParts } from '../evaluators/index.ts'
import { strategyParts } from '../strategies/index.ts'
import { detectorParts } from '../trust/detectors/index.ts'

/** The parts that come with the engine. */
export const ownParts: Registry = createRegistry([
  ...strategyParts,
  ...proposerParts,
  model,
  ...publishedParts,
  ...runnerParts,
  ...graderParts,
  ...detectorParts,
  ...languageParts,
])

/** The parts that a run may name, and the plug-ins that some of them come from. */
export interface OpenedParts {
  readonly registry: Registry
  readonly languages: Languages
  readonly plugins: readonly Plugin[]
}

function withOwn(plugins: readonly Plugin[]): OpenedParts {
  const registry = plugins.length === 0 ? ownParts : createRegistry([...ownParts.parts, ...plugins.flatMap(({ parts }) => parts)])
  return { plugins, registry, languages: languagesAmong(registry.parts) }
}

/**
 * Loads plug-ins.
 *
 * @throws TernateError `PLUGIN_MISSING`, `PLUGIN_LOAD`, `PLUGIN_IMPORT`, `PLUGIN_NAME`, `PLUGIN_LANGUAGE`
 */
export async function openParts(files: readonly string[] = []): Promise<OpenedParts> {
  const plugins: Plugin[] = []
  for (const file of files) plugins.push(await loadPlugin(file))
  return withOwn(plugins)
}

/**
 * Loads the plug-ins of a run from their copies in its folder. Their code is run; of a run that came from elsewhere that is another's code.
 *
 * @throws TernateError `PLUGIN_CHANGED` when a copy is not what the run was made with, and those of `openParts`
 */
export async function partsOfRun(folder: string, { plugins: named = [] }: Pick<Manifest, 'plugins'>): Promise<OpenedParts> {
  const plugins: Plugin[] = []
  for (const [number, { file, content }] of named.entries())
    plugins.push(await loadPlugin(pluginCopy(folder, number, basename(file)), content))
  return withOwn(plugins)
}

/** The parts without plug-ins. */
export const withoutPlugins: OpenedParts = withOwn([])

/** The proposers that ask models, by name. */
export const askersIn = (registry: Registry): string[] =>
  registry.parts.flatMap((part) => (part.kind === 'proposer' && part.asks === true ? [part.name] : []))

/** What the proposers of a strategy ask models for beside what the proposer `model` does. */
export const purposesOf = ({ islands }: Strategy, registry: Registry): Purpose[] => [
  ...new Set(islands.flatMap(({ proposers }) => choicesOf(proposers)).flatMap(({ use }) => registry.find('proposer', use)?.purposes ?? [])),
]

/** The first proposer of a strategy that asks models; undefined where none does. */
export function askerOf({ islands }: Strategy, registry: Registry): string | undefined {
  const askers = new Set(askersIn(registry))
  return islands.flatMap(({ proposers }) => choicesOf(proposers)).find(({ use }) => askers.has(use))?.use
}
