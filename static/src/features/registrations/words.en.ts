import type { words as zh } from './words.zh'

/** Words of this feature in English; a key that is missing here does not compile. */
export const words: typeof zh = {
  registrationState: { applied: 'in review', returned: 'returned', accepted: 'accepted', rejected: 'rejected' },
  registrations: {
    note: 'Accounts that enterprises ask for; check code and proof',
    at: 'Applied',
    none: 'No applications',
    noneHint: 'They come from the login page',
    join: 'Join this enterprise',
    acceptJoin: 'Accept and join',
    reject: 'Reject for good',
    rejectHint:
      'What can be corrected is better returned. Rejecting ends the application; the applicant reads the ' +
      'reason as you write it.',
    rejectQuestion: 'A rejected application cannot be taken up again, the enterprise can only apply anew. Reject it?',
    rejectedBecause: 'Rejected because',
    returnedBecause: 'Returned because',
    toEnterprise: 'To the enterprise',
  },
  register: {
    uscc: 'Unified social credit code',
    name: 'Name of the enterprise',
    region: 'Region',
    address: 'Address',
    contact: 'Contact',
    phone: 'Phone',
    username: 'User name you would like',
    password: 'Password',
    proof: 'Proof',
    submit: 'Apply',
    applied: 'We have your application; you can log in once it is accepted.',
    returned: 'Please correct it as said below and send it again.',
    accepted: 'Accepted. Log in with your user name and password.',
    rejected:
      'It was not accepted, for the reason below. If you have questions, ask your local authority; once the ' +
      'reason is gone you may apply again after a day.',
    anew: 'Apply again',
    number: 'Application number',
    secret: 'Code',
    keep: 'Keep number and code: with them you can follow the application.',
    follow: 'Follow an application',
    look: 'Look',
  },
  registerHint: {
    uscc: '18 characters, on the business licence',
    name: 'As on the business licence',
    address: 'Optional',
    contact: 'Who looks after the equipment ledger',
    phone: 'Mobile or landline',
    username: 'For the login',
    password: 'At least 10 characters',
    proof: 'Photo or PDF of the business licence',
  },
}
