import { join } from 'node:path'
import { readText } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { problemPaths } from '../folder.ts'
import type { ForeignFolder, ForeignForm, Translation } from './form.ts'
import { openevolve } from './openevolve.ts'
import { shinka } from './shinka.ts'

/** The forms that are known. */
const forms: readonly ForeignForm[] = [openevolve, shinka]

/** Characters of a file that is read as text. */
const LARGEST = 16_000_000

const isCompiled = (path: string): boolean => /(?:^|\/)__pycache__\//.test(path)

/**
 * Makes a problem of a folder that was written for another engine; the folder itself stays as it is.
 *
 * @returns paths of the files to copy, and what is to stand beside them
 * @throws TernateError `INIT_FOREIGN`, `PROBLEM_FILE`
 */
export function translateFolder(place: string): Translation & { readonly form: string; readonly paths: readonly string[] } {
  const paths = [...problemPaths(place)].filter((path) => !isCompiled(path))
  const folder: ForeignFolder = {
    paths,
    read(path) {
      const read = readText(join(place, path), LARGEST)
      if (read.ok) return read.content
      throw new TernateError('INIT_FOREIGN', `${path} ${read.why}`, 'Give a folder of plain files.')
    },
  }
  const form = forms.find((each) => each.matches(folder))
  if (form === undefined) {
    const known = forms.map(({ name, wants }) => `${wants} (${name})`).join(', or ')
    throw new TernateError(
      'INIT_FOREIGN',
      `${place} is in no form that is known: it has not ${known}`,
      'Name a folder that has these files, or begin with `--like`.',
    )
  }
  return { ...form.translate(folder), form: form.name, paths }
}
