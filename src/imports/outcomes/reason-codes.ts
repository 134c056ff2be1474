/** The reasons why a row was not imported, with their descriptions in the API. */
export const reasonCodes = {
  SAME_LINKEDIN: { description: 'The same LinkedIn profile or company page.' },
  SAME_EMAIL: { description: 'The same e-mail address.' },
  SAME_NAME_AND_COMPANY: { description: 'The same name at the same company.' },
  SAME_NAME_AND_LOCATION: { description: 'The same name at the same location.' },
  SAME_NAME: { description: 'The same name, which only one lead of the list has.' },
  SAME_ROW_ID: { description: 'The id of the row.' },
  SAME_DOMAIN: { description: 'The same registrable domain.' },
  BLOCKED_DOMAIN: { description: 'The domain is on your block list.' },
  BLOCKED_NAME: { description: 'The company name is on your block list.' },
  BROKEN_QUOTES: { description: 'The quotation marks of the row are unbalanced.' },
  SURPLUS_CELLS: { description: 'The row has more cells than the file has columns.' },
  NOTHING_IDENTIFIES: { description: 'The row has nothing that identifies a lead.' },
  ROW_OF_OTHER_LIST: { description: 'The id belongs to a row of another list.' },
  NO_MATCH: { description: 'The row matches no lead of the list.' },
  OUT_OF_CREDITS: { description: 'No credits were left for the row.' },
  OTHER: { description: 'Another reason, which the text describes.' },
} as const
