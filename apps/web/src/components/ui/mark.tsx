/** The product's mark. Decorative: the name stands beside it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M9 8h14v4H13v3h8v4h-8v5H9z" className="fill-on-accent" />
    </svg>
  )
}
