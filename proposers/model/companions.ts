import { withoutMargins } from './margins.ts'
import type { Languages } from '../../engine/contracts/language.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { ownLanguages } from '../../languages/index.ts'
import type { Context, Shown } from '../../engine/contracts/proposer.ts'
import type { Role } from '../../engine/contracts/role.ts'
import { fence, showInline } from './fence.ts'
import { onTrain, showNumber } from './results.ts'

/** Characters shown of a source file, and of one of a program shown beside the parent. */
const SHOWN = { source: 40_000, beside: 8000 } as const

/** What stands behind the fence around a file. */
const infoOf = (name: string, languages: Languages): string =>
  languages
    .of(name)
    .words.fence(/\.([^./]*)$/.exec(name)?.[1]?.toLowerCase() ?? '')
    .replaceAll(/[^\w.+-]/g, '')

const showFile = (name: string, text: string, limit: number, languages: Languages): string =>
  `### file: ${showInline(name).slice(1, -1)}\n\n${fence(text, { info: infoOf(name, languages), limit })}`

/** The files of a program, each in a fence under its name; `first` before the others, which come by name. */
export function showFiles(files: Files, first?: string, languages: Languages = ownLanguages): string {
  const names = Object.keys(files).sort()
  const ordered = first === undefined || !names.includes(first) ? names : [first, ...names.filter((name) => name !== first)]
  return ordered.map((name) => showFile(name, files[name] ?? '', SHOWN.source, languages)).join('\n\n')
}

/** A text in pieces: what is in its evolve blocks, and what is around them; undefined without blocks. */
function piecesOf(
  name: string,
  text: string,
  languages: Languages,
): { readonly blocks: readonly string[]; readonly frame: readonly string[] } | undefined {
  const ranges = languages.of(name).blocks(text, name)
  if (ranges === undefined) return undefined
  const edges = [0, ...ranges.flatMap(({ start, end }) => [start, end]), text.length]
  const between = (from: number): string[] =>
    edges.flatMap((edge, k) => (k % 2 === from && k + 1 < edges.length ? [text.slice(edge, edges[k + 1])] : []))
  return { frame: between(0), blocks: between(1) }
}

/** A file beside the parent's: its evolve blocks alone where all else is the parent's too. */
function showBeside(name: string, text: string, parent: string | undefined, languages: Languages): string {
  const label = `### file: ${showInline(name).slice(1, -1)}`
  if (text === parent) return `${label}\n\nas in the parent`
  const [own, its] = [piecesOf(name, text, languages), parent === undefined ? undefined : piecesOf(name, parent, languages)]
  const same =
    own !== undefined && its !== undefined && own.frame.length === its.frame.length && own.frame.every((piece, k) => piece === its.frame[k])
  if (!same) return showFile(name, text, SHOWN.beside, languages)
  const next = languages.of(name).words.comment('the next block')
  const bodies = own.blocks.map((body) => withoutMargins(body)).join(`\n\n${next}\n\n`)
  return `${label}, inside of its evolve blocks; the rest is as in the parent\n\n${fence(bodies, { info: infoOf(name, languages), limit: SHOWN.beside })}`
}

const ROLES: Readonly<Record<Role, string>> = {
  best: 'the best of the run',
  winner: 'it wins cases that the parent loses',
  nearest: 'it behaves most like the parent',
  diverse: 'it behaves unlike others',
  elsewhere: 'it lives on another island',
  drawn: 'one of the population',
}

/** Positions of the train cases on which a program is better than another. */
export function winsOf(
  { evaluation }: Pick<Shown, 'evaluation'>,
  over: Pick<Shown, 'evaluation'>,
  direction: Context['direction'],
): readonly number[] {
  return evaluation.cases.flatMap((result, k) => {
    const other = over.evaluation.cases[k]
    if (result.verdict !== 'scored' || other === undefined) return []
    if (other.verdict !== 'scored') return [k]
    return (direction === 'minimize' ? result.score < other.score : result.score > other.score) ? [k] : []
  })
}

/** Cases that are named as won. */
const NAMED = 12

/** The programs beside the parent, each with why it is shown, its score, and the cases on which it is better: a second parent first. */
export function showCompanions({ direction, parents, inspirations, languages = ownLanguages }: Context): string {
  const [parent] = parents
  const one = (label: string, item: Shown): string => {
    const { score, verdict } = onTrain(item.evaluation)
    const won = parent === undefined ? [] : winsOf(item, parent, direction)
    const more = won.length > NAMED ? ` and ${won.length - NAMED} more` : ''
    const wins =
      won.length === 0
        ? ''
        : `, better than the parent on case ${won
            .slice(0, NAMED)
            .map((k) => k + 1)
            .join(', ')}${more}`
    const files = Object.keys(item.program.files)
      .sort()
      .map((name) => showBeside(name, item.program.files[name] ?? '', parent?.program.files[name], languages))
    return `${label}, ${score === undefined ? verdict : `score ${showNumber(score)}`}${wins}:\n\n${files.join('\n\n')}`
  }
  return [
    ...parents.slice(1).map((item) => one('Second parent', item)),
    ...inspirations.map((item) => one(`Inspiration (${ROLES[item.role ?? 'drawn']})`, item)),
  ].join('\n\n')
}
