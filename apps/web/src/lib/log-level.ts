/** `all` is a line without a level of its own, and the filter that shows every line. */
export type LogLevel = 'all' | 'warning' | 'error'

const error = /\b(?:ERROR|CRITICAL|FATAL|Traceback|[A-Z]\w*(?:Error|Exception)):?(?:\s|$)|^\s*error\b|\[error\]|\bERR!/
const warning = /\bWARN(?:ING)?\b|\b[A-Z]\w*Warning\b|^\s*warning\b|\[warn\]/

/** The level that a line says of itself, as Python, Node, nginx and MySQL write it. */
export function levelOf(text: string): LogLevel {
  if (error.test(text)) return 'error'
  return warning.test(text) ? 'warning' : 'all'
}
