import { dirname, join, resolve } from 'node:path'
import { Lexer, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import * as z from 'zod'
import { issueOf, placeOf } from '../disk/issue.ts'
import type { Issue } from '../disk/issue.ts'
import { readText } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { didYouMean } from '../engine/contracts/nearest.ts'
import type { Extension, Strategy } from '../engine/contracts/manifest.ts'
import { askingSchema } from '../run/models.ts'
import type { AskingOptions } from '../run/models.ts'
import { limitsSchema, openStrategySchema, orderSchema, strategySchema } from '../run/options.ts'
import type { OrderOptions } from '../run/options.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { openParts, ownParts } from '../run/parts.ts'
import { strategySchemaOf } from '../run/strategy-schema.ts'
import { findPlugin } from '../authoring/plugins.ts'
import { callerFolder, toCaller } from './paths.ts'
import { oneLine } from './view/text.ts'

const configSchemaOf = (strategy: z.ZodType<Strategy>): z.ZodObject =>
  z.strictObject({
    ...limitsSchema.shape,
    problem: z.string().min(1).optional(),
    seed: z.union([z.string().min(1).max(200), z.int()]).optional(),
    strategy: z.union([z.string().min(1), strategy]).optional(),
    plugins: z.array(z.string().min(1)).max(100).optional(),
    order: orderSchema.optional(),
    ...askingSchema.shape,
  })

/** What a `ternate.yaml` may say: what determines a run, and its budget. */
export const configSchema: z.ZodObject = configSchemaOf(strategySchema)

/** The same where parts of plug-ins may be named that nobody has loaded. */
export const openConfigSchema: z.ZodObject = configSchemaOf(openStrategySchema)

/** The settings of a run, as a file gives them. */
export interface Config extends Extension, AskingOptions {
  readonly problem?: string
  readonly seed?: string | number
  readonly strategy?: string | Strategy
  readonly plugins?: readonly string[]
  readonly order?: OrderOptions
}

/** Bytes that a file of settings may have. */
const LARGEST = 256 * 1024

/** The file's name where none is named. */
const CONFIG = 'ternate.yaml'

/** A range of the document where an issue lies: the value at its path, or the key that should not be there. */
function rangeOf(document: Document, issue: Issue): number | undefined {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
  const holder: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
  if (issue.key !== undefined && typeof holder === 'object' && holder !== null && 'items' in holder) {
    const pairs = holder.items as { key?: { value?: unknown; range?: [number, ...unknown[]] } }[]
    return pairs.find(({ key }) => key?.value === issue.key)?.key?.range?.[0]
  }
  return (holder as { range?: [number, ...unknown[]] } | undefined)?.range?.[0]
}

/** Pieces of YAML (keys, marks, values, breaks) that a file of settings may have: the parser's time grows with their square. */
const PIECES = 10_000

/** Whether a text has more pieces than a file of settings may, found in one pass. */
function isCrowded(text: string): boolean {
  let pieces = 0
  for (const _ of new Lexer().lex(text)) {
    pieces += 1
    if (pieces > PIECES) return true
  }
  return false
}

/**
 * Reads settings from YAML text.
 *
 * @param file how error messages name the text
 * @param registry the parts that its strategy may name
 * @throws TernateError `CONFIG_INVALID` naming file and line
 */
export function parseConfig(text: string, file: string, registry: Registry = ownParts): Config {
  const lines = new LineCounter()
  if (isCrowded(text))
    throw new TernateError('CONFIG_INVALID', `${file}: has more than settings can have`, 'Write a shorter file of settings.')
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const refuse = (offset: number | undefined, what: string): never => {
    const line = offset === undefined ? 1 : lines.linePos(offset).line
    throw new TernateError('CONFIG_INVALID', `${file}:${line}: ${what}`, `Its keys are: ${Object.keys(configSchema.shape).join(', ')}.`)
  }
  const [broken] = document.errors
  if (broken !== undefined) return refuse(broken.pos[0], /call stack/.test(broken.message) ? 'is nested too deeply' : broken.message)
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 10 }) ?? {}
  } catch (error) {
    return refuse(undefined, oneLine((error as Error).message))
  }
  const checked = (registry === ownParts ? configSchema : configSchemaOf(strategySchemaOf(registry))).safeParse(value)
  if (checked.success) return checked.data
  const issue = issueOf(checked.error, value)
  if (issue.path.length > 0) return refuse(rangeOf(document, issue), `${placeOf(issue)}: ${issue.says}`)
  const meant = issue.key === undefined ? '' : didYouMean(issue.key, Object.keys(configSchema.shape))
  return refuse(rangeOf(document, issue), `${issue.says}${meant}`)
}

/** A text as YAML; nothing where it is none. */
function documentOf(text: string): unknown {
  try {
    return parseDocument(text, { uniqueKeys: true }).toJS({ maxAliasCount: 10 })
  } catch {
    return undefined
  }
}

/** The plug-ins that settings name, which have to be loaded before a strategy can be read; none in settings that are not valid. */
function pluginsIn(text: string): readonly string[] {
  if (isCrowded(text)) return []
  const listed = z.looseObject({ plugins: z.array(z.string().min(1)).max(100) }).safeParse(documentOf(text))
  return listed.success ? listed.data.plugins : []
}

/** The plug-ins that the caller's `ternate.yaml` names, for commands that read nothing else of it; undefined where it names none. */
export function settledPlugins(): { readonly file: string; readonly plugins: readonly string[] } | undefined {
  const place = join(callerFolder(), CONFIG)
  const read = readText(place, LARGEST)
  const plugins = read.ok ? pluginsIn(read.content).map((name) => findPlugin(name, dirname(place))) : []
  return plugins.length === 0 ? undefined : { file: toCaller(place), plugins }
}

/**
 * The settings in `file`, or in the `ternate.yaml` of the caller's folder when there is one. Paths in it are relative to it.
 *
 * @param plugins named beside those of the file
 * @throws TernateError `CONFIG_MISSING`, `CONFIG_INVALID`, and those of `openParts`
 */
export async function readConfig(
  file: string | undefined,
  plugins: readonly string[] = [],
): Promise<{ readonly file: string; readonly config: Config } | undefined> {
  const place = file === undefined ? join(callerFolder(), CONFIG) : resolve(callerFolder(), file)
  const read = readText(place, LARGEST)
  if (!read.ok) {
    if (file === undefined && read.absent) return undefined
    throw new TernateError('CONFIG_MISSING', `${toCaller(place)} ${read.why}`, 'Name a YAML file of settings with --config.')
  }
  const home = dirname(place)
  const named = pluginsIn(read.content).map((name) => findPlugin(name, home))
  const { registry } = await openParts([...named, ...plugins])
  const config = parseConfig(read.content, toCaller(place), registry)
  const isPath = (value: unknown): value is string => typeof value === 'string' && (value.startsWith('.') || /\.[cm]?[jt]s$/.test(value))
  const absolute = <T>(value: T): T | string => (isPath(value) ? resolve(home, value) : value)
  return {
    file: toCaller(place),
    config: {
      ...config,
      ...(config.problem === undefined ? {} : { problem: absolute(config.problem) }),
      ...(config.strategy === undefined ? {} : { strategy: absolute(config.strategy) }),
      ...(named.length + plugins.length === 0 ? {} : { plugins: [...named, ...plugins] }),
    },
  }
}
