const PART = String.raw`[\w@$~+-][\w@$~+.-]*`
const NAME = new RegExp(String.raw`^(?:${PART}/)*${PART}$`)

/** Longest name of a file. */
const LONGEST = 200

/**
 * Whether a file of a program may be called so: a path with slashes as it is from the program's folder. One file has one such name; what
 * is absolute, hidden, or has `.` or `..` among its parts is none, and neither is the name that objects have for their prototypes.
 */
export const isPlainName = (name: string): boolean => name.length <= LONGEST && NAME.test(name) && name !== '__proto__'
