import { pathToFileURL } from 'node:url'
import { statPlain } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Strategy } from '../engine/contracts/manifest.ts'
import { firstIssue } from '../disk/issue.ts'
import { openModule } from '../authoring/hooks.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { ownParts } from '../run/parts.ts'
import { strategySchemaOf } from '../run/strategy-schema.ts'
import { fromCaller, toCaller } from './paths.ts'
import { oneLine } from './view/text.ts'

/**
 * A strategy by its shipped name, which is left as it is, or from the default export of a module.
 *
 * @throws TernateError `STRATEGY_FILE`
 */
export async function loadStrategy(nameOrFile: string, registry: Registry = ownParts): Promise<string | Strategy> {
  if (!/[\\/]|\.[cm]?[jt]s$/.test(nameOrFile)) return nameOrFile
  const file = fromCaller(nameOrFile)
  const refuse = (what: string): TernateError =>
    new TernateError(
      'STRATEGY_FILE',
      `${toCaller(file)} ${what}`,
      'Give the name of a shipped strategy, or a module whose default export is one.',
    )
  const found = statPlain(file)
  if (!found.ok) throw refuse(found.absent ? 'does not exist' : found.why)
  let exported: { default?: unknown }
  openModule(file)
  try {
    exported = (await import(pathToFileURL(file).href)) as { default?: unknown }
  } catch (error) {
    throw refuse(`does not load: ${oneLine(error instanceof Error ? error.message : String(error))}`)
  }
  const checked = strategySchemaOf(registry).safeParse(exported.default)
  if (!checked.success) throw refuse(`exports no strategy: ${firstIssue(checked.error, exported.default)}`)
  return checked.data
}
