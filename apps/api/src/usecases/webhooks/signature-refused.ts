import { CodedError } from '../../errors.ts'

/** The one answer to every delivery that is not signed for its address, whether there is such a source or not. */
export const signatureRefused = (): CodedError =>
  new CodedError('signature-refused', 'No secret of this address made this signature of this body.')
