/** Legal forms at the end of a folded company name, without dots ("S.A." is "sa"), up to four words. */
export const trailingLegalForms: ReadonlySet<string> = new Set(
  `ab|ag|aktiengesellschaft|aktiebolag|ans|ao|aps|as|asa|a s|bhd|bv|bvba|bv i o|co|coop|co kg|co kgaa|co ltd|company|corp|corporation|cv|dac|
  doo|d o o|ead|eg|ek|e k|eirl|eireli|ev|e v|eood|epp|esv|eurl|fze|fz llc|fzco|fzc|gbr|gesmbh|gie|gmbh|gmbh co kg|gmbh and co kg|gmbh und co kg|gmbh co kgaa|
  inc|incorporated|jsc|kabushiki kaisha|kb|kda|kft|kg|kgaa|kk|k k|kt|lc|lda|limitada|limited|limited company|limited liability company|llc|llp|lllp|lp|ltd|ltda|ltd co|ltd sti|
  mbh|mmc|nv|nyrt|oao|ohg|ood|ou|ooo|oy|oy ab|oyj|plc|pjsc|private limited|pt|pte|pte ltd|pty|pty ltd|public limited company|pvt|pvt ltd|pllc|
  rt|sa|sa de cv|sa de c v|sab de cv|sae|sal|sapi de cv|sarl|s a|s a r l|sas|sasu|sca|scop|scpa|scs|sdn bhd|se|sia|sicav|sl|slu|slne|snc|societe anonyme|sp|sp j|sp k|sp z oo|sp z o o|spa|spj|spk|spol s ro|spol s r o|spolka z oo|sprl|srl|srls|sro|s r o|
  tbk|tmi|ug|ug haftungsbeschrankt|ultd|unlimited|uab|vof|vzw|xk|yk|zao|z o o|zrt|ад|ао|зао|оао|ооо|пао|株式会社|有限会社|合同会社|有限公司|股份有限公司|有限责任公司|주식회사`
    .split('|')
    .map((form) => form.trim())
    .filter((form) => form !== ''),
)

/** Legal forms at the start of a name, as in some countries. */
export const leadingLegalForms: ReadonlySet<string> = new Set([
  '株式会社',
  '有限会社',
  '合同会社',
  '주식회사',
  'ооо',
  'зао',
  'оао',
  'пао',
  'ао',
  'pt',
  'uab',
  'sia',
])
