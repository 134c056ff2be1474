/** Legal forms at the end of a company's key, without dots ("S.A." is "sa"), in Latin letters, up to five words. */
export const trailingLegalForms: ReadonlySet<string> = forms(`
  inc|incorporated|corp|corporation|co|company|llc|l l c|limited liability company|lp|llp|lllp|pllc|plc|pc|pbc|ltd|limited|
  limited company|ltd co|co ltd|co limited|company limited|co llc|unlimited|ultd|cic|dac|public limited company|private limited|
  private limited company|pty|pty ltd|pty limited|proprietary limited|pte|pte ltd|pte limited|pvt|pvt ltd|pvt limited|sdn bhd|
  bhd|berhad|sdn berhad|tbk|ulc|ltee|incorporee|senc|sencrl|spe|gmbh|g m b h|ggmbh|gesmbh|ges m b h|gesellschaft mbh|
  gesellschaft mit beschrankter haftung|mbh|ag|aktiengesellschaft|kg|kommanditgesellschaft|kgaa|ohg|og|gbr|ug|
  ug haftungsbeschrankt|haftungsbeschrankt|gug|ev|e v|eingetragener verein|eg|e g|egen|ek|e k|ekfm|ekfr|e kfm|e kfr|eu|e u|se|
  partg|partgmbb|partg mbb|part mbb|mbb|partnerschaft mbb|vvag|vag|and co|co kg|co kgaa|cie|and cie|sa|s a|sarl|s a r l|sarlu|
  sas|s a s|sasu|eurl|e u r l|snc|s n c|sci|s c i|scop|scm|scp|scic|scpa|sca|s c a|gie|ei|eirl|selarl|selas|earl|gaec|
  societe anonyme|societe a responsabilite limitee|societe par actions simplifiee|sagl|sl|s l|slu|s l u|sll|slp|slne|sau|s a u|
  sociedad limitada|sociedad anonima|sociedad de responsabilidad limitada|sociedad limitada unipersonal|coop|s coop|s coop and|
  sa de cv|s a de c v|sab de cv|s a b de c v|sapi de cv|s a p i de c v|s de rl|s de r l|s de rl de cv|s de r l de c v|srl de cv|
  de cv|de c v|sc de rl de cv|ltda|limitada|cia ltda|eireli|epp|mei|sa cv|spa|sac|s a c|saa|sacs|srltda|sas bic|s a s bic|saic|
  sacif|srl|s r l|srls|s r l s|s p a|sapa|s a p a|sas di|snc di|scarl|s c a r l|scrl|soc coop|societa cooperativa|
  societa per azioni|societa a responsabilita limitata|unipersonale|a socio unico|lda|l d a|unipessoal|unipessoal lda|
  sociedade unipessoal lda|sgps|bv|b v|besloten vennootschap|bv i o|nv|n v|naamloze vennootschap|bvba|b v b a|sprl|s p r l|vof|
  v o f|cv|c v|cvba|cvoa|vzw|asbl|scs|gcv|comm v|ab|aktiebolag|publ|ab publ|hb|handelsbolag|kb|ek for|ekonomisk forening|as|a s|
  asa|ans|enk|nuf|aps|a p s|ivs|amba|smba|fmba|oy|oyj|o y|oy ab|ab oy|abp|ky|ay|tmi|osk|ry|sp z oo|sp z o o|spzoo|spz oo|z oo|
  z o o|spolka z oo|spolka z ograniczona odpowiedzialnoscia|spolka akcyjna|spolka jawna|spolka komandytowa|sp k|sp j|spk|spj|
  sp p|spp|ska|s k a|psa|sc|s c|sp zoo|sp zoo sp k|sro|s r o|spol s ro|spol s r o|spolsro|spol sro|spolecnost s rucenim omezenym|
  akciova spolecnost|akciova spolocnost|vos|v o s|zs|z s|ops|o p s|kft|korlatolt felelossegu tarsasag|zrt|nyrt|rt|bt|kkt|kht|
  nonprofit kft|doo|d o o|jdoo|j d o o|dno|d n o|sp|s p|ad|a d|obrt|dooel|d o o e l|srl d|s r l d|sa r|pfa|ood|eood|ead|kda|ou|
  o u|mtu|sia|uab|vsi|ooo|oao|zao|pao|nao|ao|tov|tzov|tdv|kt|obshchestvo s ogranichennoi otvetstvennostyu|ae|a e|epe|e p e|ike|
  i k e|oe|o e|mike|monoprosopi epe|monoprosopi ike|anonymi etaireia|ltd sti|limited sirketi|anonim sirketi|sti|san ve tic|
  san ve tic as|san tic as|san ve tic ltd sti|sanayi ve ticaret as|sanayi ve ticaret anonim sirketi|sanayi ve ticaret ltd sti|
  sanayi ve ticaret limited sirketi|tic ltd sti|tic as|ticaret as|ve ticaret|kk|k k|kabushiki kaisha|kabushiki gaisha|gk|g k|
  godo kaisha|yk|y k|yugen kaisha|fze|fzco|fzc|fz llc|dmcc|llc fz|wll|w l l|bsc|b s c|saog|saoc|psc|pjsc|pjs c|qsc|qpsc|sae|
  s a e|sal|s a l|sarlau|sarl au|ksc|kscc|jsc|ojsc|cjsc|mmc|mchj|soc ltd|tnhh|cong ty tnhh|pt|sicav|sicar|scsp|sicafi|gmbh co|
  gemeinnutzige gmbh|gmbh il|gmbh i l|gmbh ig|gmbh i g|ag il|ug il|gmbh in liquidation|in liquidation|in liq|co ohg|gmbh and co ohg|eingetragene genossenschaft|
  eingetragener kaufmann|eingetragene kauffrau|kommanditgesellschaft auf aktien|offene handelsgesellschaft|unternehmergesellschaft|soc coop a rl|soc coop arl|
  soc coop a r l|soc coop ar l|societa cooperativa a rl|scpa|soc cons arl|societa semplice|societa in accomandita semplice|societa in nome collettivo|
  cooperatief ua|cooperatieve ua|cooperatie ua|cooperatief u a|bv io|commanditaire vennootschap|vennootschap onder firma|eenmanszaak|besloten vennootschap met beperkte aansprakelijkheid|
  i s|p s|fmba|enkeltpersonforetak|enkeltmandsvirksomhed|enskild firma|aktieselskab|anpartsselskab|aksjeselskap|osakeyhtio|julkinen osakeyhtio|kommandiittiyhtio|avoin yhtio|toiminimi|
  spolka cywilna|spolka z o o|spolka zoo|spolka z oo sk|sp z oo sp k|sp z oo sk|sp z oo spk|sp z oo sp j|prosta spolka akcyjna|przedsiebiorstwo panstwowe|verejna obchodni spolecnost|
  komanditni spolecnost|zapsany spolek|korlatolt felelossegu tarsasag kft|betéti tarsasag|beteti tarsasag|zartkoruen mukodo reszvenytarsasag|nyilvanosan mukodo reszvenytarsasag|reszvenytarsasag|
  dd|d d|drustvo s ogranicenom odgovornoscu|dionicko drustvo|drustvo sa ogranicenom odgovornoscu|druzba z omejeno odgovornostjo|delniska druzba|
  p ltd|p limited|pvt limited company|opc pvt ltd|opc private limited|jsc company|joint stock company|ltd liability co|
  societate cu raspundere limitata|societate pe actiuni|drudsiteli|osauhing|aktsiaselts|fuzinis|uzdaroji akcine bendrove|sabiedriba ar ierobezotu atbildibu|
  eterea periorismenis efthinis|anonimi etaireia|monoprosopi ike|
  ذمم|شمم|شمل|شمك|شمع|مساهمه|المحدوده|محدوده|محدودة|المحدودة|
  stiftung and co kg|egbr|scea|sociedade anonima|kommanditbolag|da|spols ro|mon ike|abee|ee|p l|npc|slf|sa rl|clg|uc|teoranta|nig|nig ltd|nig limited|shpk|
  public company limited|public co ltd|pcl|
  partnerschaftsgesellschaft|partnerschaftsgesellschaft mbb|genossenschaft|selarlu|seleurl|sl unipersonal|s l unipersonal|slu unipersonal|societa benefit|srl societa benefit|srl sb|spa sb|unip lda|
  sas esp|sa esp|s p c|spc|sofom|sofom enr|sofom er|san tic ltd sti|san tic|in liquidazione|en liquidation|en liquidacion|em liquidacao|w likwidacji|v likvidaci|v likvidacii|u likvidaciji|
  u stecaju|under konkurs|under avvikling|i konkurs|i likvidation|konkurssissa|in liquidatie|felszamolas alatt|
  and cia|ehf|hf|ohf|בע מ|בעמ|ذ م م|ش م م|ش م ل|ش م ك|ش م ع|ش م ب|შპს|սպը|d d|k d|ks|k s|p c
`)

/** Legal forms at the start of a name, as in some countries. */
export const leadingLegalForms: ReadonlySet<string> = forms(`
  ab|as|oy|ou|sia|uab|pt|cv|tov|tzov|ooo|oao|zao|pao|nao|ao|ip|tdv|prat|fop|too|chp|llc|tmi|fie|vsi|a s|ctcp|stichting|sarl|sas|sasu|eurl|sci|earl|gaec|selarl|
  cong ty tnhh mot thanh vien|cong ty tnhh mtv|cong ty tnhh|cong ty co phan|cong ty cp|cty tnhh|cty cp|cty co phan|cty|cong ty|firma|
  obshchestvo s ogranichennoy otvetstvennostyu|obshchestvo s ogranichennoi otvetstvennostyu|aktsionernoe obshchestvo|
  publichnoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo|otkrytoe aktsionernoe obshchestvo|individualnyy predprinimatel|
  tovaristvo z obmezhenoyu vidpovidalnistyu|tovarystvo z obmezhenoyu vidpovidalnistyu|fizichna osoba pidpriemets|pryvatne pidpryemstvo|privatne aktsionerne tovaristvo|
  aktsionerne tovaristvo|tovarishchestvo s ogranichennoy otvetstvennostyu|uzdaroji akcine bendrove|შპს|شركة|شركه
`)

/** Legal forms that are written without a space in Chinese, Japanese and Korean, compatibility forms resolved (㈱ is "(株)"). */
export const gluedLegalForms: readonly string[] = `
  株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|一般社団法人|公益社団法人|一般財団法人|公益財団法人|医療法人社団|医療法人財団|医療法人|学校法人|社会福祉法人|宗教法人|
  特定非営利活動法人|NPO法人|協同組合|社団法人|財団法人|税理士法人|弁護士法人|監査法人|独立行政法人|
  股份有限公司|有限责任公司|有限責任公司|股份有限责任公司|有限公司|无限公司|無限公司|有限合伙|普通合伙|
  บริษัท|จำกัด|(มหาชน)|
  주식회사|유한회사|유한책임회사|합자회사|합명회사|사단법인|재단법인|의료법인|학교법인|사회복지법인|협동조합`
  .split('|')
  .map((form) => form.trim().normalize('NFKC'))
  .toSorted((a, b) => b.length - a.length)

/** One-letter abbreviations in brackets: (株) (有) (주) … */
export const bracketedLegalForms = /[(（](?:株|有|同|資|名|社|財|医|学|福|주|유|사|재|합|의)[)）]/gu

function forms(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split('|')
      // Names have "and" in place of the word of their language.
      .map((form) => form.trim().replace(/ ve |^e /g, (word) => word.replace(/ve|e/, 'and')))
      .filter((form) => form !== ''),
  )
}
