import { LANGUAGES, type Language } from '../core/language.ts';
import { normalForm } from '../core/text.ts';

/** What a header can say about its column, by a word of its own. */
export const HEADER_MEANINGS = [
  'id',
  'title',
  'open',
  'other',
  'file',
  'url',
  'day',
  'changed',
  'language',
  'publication',
  'user_type',
  'country',
  'size',
  'scope',
  'organisation',
  'register_number',
  'first_name',
  'surname',
  'email_address',
  'private',
] as const; // prettier-ignore
export type HeaderMeaning = (typeof HEADER_MEANINGS)[number];

type Words = { readonly [language in Language]?: string };

/** Words by meaning and language, separated by bars, as `normalForm` writes them. */
const WORDS: { readonly [meaning in HeaderMeaning]: Words } = {
  id: {
    en: 'id|reference|ref|reference number|identifier|response id|contribution id|submission id|record id|number|no|nr|key|case number|code of reply|uuid|guid',
    bg: 'номер|идентификатор|референтен номер',
    es: 'identificador|referencia|número|n',
    cs: 'číslo|identifikátor|označení',
    da: 'nummer|reference|id nummer',
    de: 'nummer|kennung|referenz|referenznummer|aktenzeichen|lfd nr|laufende nummer|vorgangsnummer|beitragsnummer',
    et: 'number|viide|tunnus',
    el: 'αριθμός|αναφορά|κωδικός|α α',
    fr: 'identifiant|référence|numéro|n',
    ga: 'uimhir|tagairt',
    hr: 'broj|oznaka|referenca|rb',
    it: 'identificativo|riferimento|numero|codice',
    lv: 'numurs|identifikators|atsauce',
    lt: 'numeris|nuoroda|identifikatorius',
    hu: 'azonosító|szám|sorszám|hivatkozás',
    mt: 'numru|referenza',
    nl: 'nummer|kenmerk|referentie',
    pl: 'numer|identyfikator|lp|sygnatura',
    pt: 'identificador|referência|número',
    ro: 'număr|nr crt|identificator|referință',
    sk: 'číslo|identifikátor|označenie',
    sl: 'številka|oznaka|identifikator',
    fi: 'numero|tunniste|viite',
    sv: 'nummer|referens|löpnummer|diarienummer',
  },
  title: {
    en: 'title|subject|heading|headline',
    bg: 'заглавие',
    es: 'título|asunto',
    cs: 'název|nadpis',
    da: 'titel|overskrift',
    de: 'titel|betreff|überschrift',
    et: 'pealkiri',
    el: 'τίτλος',
    fr: 'titre|sujet|objet',
    ga: 'teideal',
    hr: 'naslov',
    it: 'titolo|oggetto',
    lv: 'nosaukums',
    lt: 'pavadinimas',
    hu: 'cím',
    mt: 'titolu',
    nl: 'titel|onderwerp',
    pl: 'tytuł',
    pt: 'título|assunto',
    ro: 'titlu',
    sk: 'názov|nadpis',
    sl: 'naslov',
    fi: 'otsikko',
    sv: 'titel|rubrik',
  },
  open: {
    en: 'text|comment|comments|feedback|answer|response|opinion|message|description|body|content|argument|idea|suggestion|proposal|remarks|statement|verbatim|contribution|review|question text|free text',
    bg: 'текст|коментар|мнение|отговор|предложение|описание',
    es: 'texto|comentario|comentarios|opinión|respuesta|propuesta|descripción|sugerencia',
    cs: 'text|komentář|názor|odpověď|návrh|popis|připomínka',
    da: 'tekst|kommentar|mening|svar|forslag|beskrivelse|bemærkninger',
    de: 'text|kommentar|anmerkung|anmerkungen|meinung|antwort|stellungnahme|beschreibung|vorschlag|idee|nachricht|inhalt|beitrag|freitext',
    et: 'tekst|kommentaar|arvamus|vastus|ettepanek|kirjeldus',
    el: 'κείμενο|σχόλιο|σχόλια|γνώμη|απάντηση|πρόταση|περιγραφή',
    fr: 'texte|commentaire|commentaires|avis|réponse|proposition|description|remarque|contribution',
    ga: 'téacs|nóta tráchta|tuairim|freagra|moladh',
    hr: 'tekst|komentar|mišljenje|odgovor|prijedlog|opis',
    it: 'testo|commento|commenti|parere|opinione|risposta|proposta|descrizione|osservazioni',
    lv: 'teksts|komentārs|viedoklis|atbilde|priekšlikums|apraksts',
    lt: 'tekstas|komentaras|nuomonė|atsakymas|pasiūlymas|aprašymas',
    hu: 'szöveg|megjegyzés|vélemény|válasz|javaslat|leírás|hozzászólás',
    mt: 'test|kumment|opinjoni|tweġiba|proposta',
    nl: 'tekst|opmerking|opmerkingen|reactie|mening|antwoord|voorstel|beschrijving|toelichting',
    pl: 'tekst|treść|komentarz|opinia|odpowiedź|propozycja|opis|uwagi',
    pt: 'texto|comentário|comentários|opinião|resposta|proposta|descrição|sugestão',
    ro: 'text|comentariu|opinie|răspuns|propunere|descriere|observații',
    sk: 'text|komentár|názor|odpoveď|návrh|popis|pripomienka',
    sl: 'besedilo|komentar|mnenje|odgovor|predlog|opis',
    fi: 'teksti|kommentti|mielipide|vastaus|ehdotus|kuvaus',
    sv: 'text|kommentar|synpunkt|åsikt|svar|förslag|beskrivning',
  },
  other: {
    en: 'please specify|other please specify|specify|if other|other text|please explain|please elaborate',
    bg: 'моля посочете|моля уточнете',
    es: 'especifique|precise|por favor especifique',
    cs: 'upřesněte|prosím uveďte',
    da: 'angiv venligst|specificer|uddyb',
    de: 'bitte angeben|bitte präzisieren|bitte spezifizieren|bitte erläutern|sonstiges und zwar|und zwar',
    et: 'palun täpsustage',
    el: 'παρακαλούμε διευκρινίστε|προσδιορίστε|διευκρινίστε',
    fr: 'veuillez préciser|préciser|précisez|merci de préciser',
    ga: 'sonraigh le do thoil',
    hr: 'molimo navedite|navedite|pojasnite',
    it: 'specificare|precisare|si prega di specificare',
    lv: 'lūdzu precizējiet|lūdzu norādiet',
    lt: 'nurodykite|patikslinkite',
    hu: 'kérjük részletezze|kérjük adja meg|kérjük pontosítsa',
    mt: 'jekk jogħġbok speċifika',
    nl: 'gelieve te specificeren|namelijk|graag toelichten|specificeer',
    pl: 'proszę określić|proszę podać|proszę sprecyzować',
    pt: 'especifique|queira especificar|por favor especifique',
    ro: 'vă rugăm să precizați|precizați',
    sk: 'uveďte|prosím spresnite',
    sl: 'prosimo navedite|navedite',
    fi: 'tarkenna|täsmennä|mikä',
    sv: 'ange|specificera|precisera|utveckla',
  },
  file: {
    en: 'attachment|attachments|upload|uploads|document|documents|file|files|you can upload a document here|position paper|uploaded file',
    bg: 'прикачен файл|файл|документ',
    es: 'adjunto|archivo adjunto|documento|fichero',
    cs: 'příloha|soubor|dokument',
    da: 'bilag|vedhæftet fil|dokument|fil',
    de: 'anhang|anhänge|anlage|anlagen|datei|dateien|dokument|positionspapier',
    et: 'manus|fail|dokument',
    el: 'συνημμένο|αρχείο|έγγραφο',
    fr: 'pièce jointe|pièces jointes|fichier|document',
    ga: 'ceangaltán|comhad|doiciméad',
    hr: 'prilog|datoteka|dokument',
    it: 'allegato|allegati|file|documento',
    lv: 'pielikums|datne|dokuments',
    lt: 'priedas|failas|dokumentas',
    hu: 'melléklet|csatolmány|dokumentum|fájl',
    mt: 'hemża|dokument',
    nl: 'bijlage|bijlagen|bestand|document',
    pl: 'załącznik|załączniki|plik|dokument',
    pt: 'anexo|anexos|ficheiro|documento',
    ro: 'anexă|fișier|document',
    sk: 'príloha|súbor|dokument',
    sl: 'priloga|datoteka|dokument',
    fi: 'liite|tiedosto|asiakirja',
    sv: 'bilaga|bilagor|fil|dokument',
  },
  url: {
    en: 'url|link|permalink|web address|weblink|web page|uri|href',
    es: 'enlace',
    cs: 'odkaz',
    de: 'webadresse|internetadresse|verweis',
    da: 'webadresse',
    el: 'σύνδεσμος',
    fr: 'lien|adresse web',
    hr: 'poveznica',
    hu: 'hivatkozás|webcím',
    it: 'collegamento',
    nl: 'webadres',
    pl: 'odnośnik|adres strony',
    pt: 'ligação|hiperligação',
    ro: 'legătură',
    sk: 'odkaz',
    sl: 'povezava',
    fi: 'linkki',
    sv: 'länk|webbadress',
    bg: 'връзка',
    et: 'link|veebiaadress',
    lt: 'nuoroda',
    lv: 'saite',
  },
  day: {
    en: 'date|created|created at|creation date|submitted|submitted at|submission date|date submitted|feedback date|date of submission|timestamp|received|date received|posted|posted date|published at|start date|completed|completion time|end date|datetime|time',
    bg: 'дата|дата на подаване',
    es: 'fecha|fecha de envío|fecha de creación',
    cs: 'datum|datum odeslání|datum vytvoření',
    da: 'dato|indsendt|oprettet',
    de: 'datum|erstellt|erstellt am|eingereicht am|eingang|eingangsdatum|abgabedatum|einreichdatum|zeitstempel|abgesendet|veröffentlicht am|zeitpunkt',
    et: 'kuupäev|esitatud',
    el: 'ημερομηνία|ημερομηνία υποβολής',
    fr: 'date|date de soumission|date de création|date d envoi|créé le|horodatage|date de dépôt',
    ga: 'dáta',
    hr: 'datum|datum podnošenja',
    it: 'data|data di invio|data di creazione|inviato il',
    lv: 'datums',
    lt: 'data|pateikimo data',
    hu: 'dátum|beküldés dátuma|beérkezés',
    mt: 'data',
    nl: 'datum|ingediend|aangemaakt|ingediend op',
    pl: 'data|data przesłania|data utworzenia|data wpływu',
    pt: 'data|data de envio|data de submissão',
    ro: 'data|data trimiterii|dată',
    sk: 'dátum|dátum odoslania',
    sl: 'datum|datum oddaje',
    fi: 'päivämäärä|päiväys|lähetetty|luotu',
    sv: 'datum|inskickat|skapad|inkommen',
  },
  changed: {
    en: 'last update|updated|updated at|modified|last modified|changed|edited|last edited|last change',
    de: 'geändert|geändert am|aktualisiert|letzte änderung|bearbeitet',
    fr: 'modifié le|mis à jour|dernière mise à jour|date de modification',
    es: 'última actualización|modificado',
    it: 'ultimo aggiornamento|modificato',
    nl: 'gewijzigd|laatste wijziging',
    pl: 'ostatnia aktualizacja|zmodyfikowano',
    pt: 'última atualização',
    sv: 'senast ändrad|uppdaterad',
    da: 'senest ændret|opdateret',
    fi: 'muokattu|päivitetty',
  },
  language: {
    en: 'language|languages|lang|locale|language of reply|response language',
    bg: 'език',
    es: 'idioma|lengua',
    cs: 'jazyk',
    da: 'sprog',
    de: 'sprache|antwortsprache',
    et: 'keel',
    el: 'γλώσσα',
    fr: 'langue',
    ga: 'teanga',
    hr: 'jezik',
    it: 'lingua',
    lv: 'valoda',
    lt: 'kalba',
    hu: 'nyelv',
    mt: 'lingwa',
    nl: 'taal',
    pl: 'język',
    pt: 'língua|idioma',
    ro: 'limba|limbă',
    sk: 'jazyk',
    sl: 'jezik',
    fi: 'kieli',
    sv: 'språk',
  },
  publication: {
    en: 'publication|publication privacy settings|privacy settings|publication settings|consent|consent to publication|publish|publication consent|anonymity|anonymous|privacy|may be published|publication status',
    bg: 'публикуване|настройки за поверителност при публикуване',
    es: 'publicación|parámetros de privacidad|consentimiento|privacidad de la publicación',
    cs: 'zveřejnění|souhlas|nastavení soukromí',
    da: 'offentliggørelse|samtykke|privatlivsindstillinger',
    de: 'veröffentlichung|einwilligung|zustimmung|datenschutz|datenschutzeinstellungen|veröffentlichungsoptionen|anonymität|anonym',
    et: 'avaldamine|nõusolek',
    el: 'δημοσίευση|συγκατάθεση',
    fr: 'publication|consentement|confidentialité|paramètres de confidentialité|anonymat',
    ga: 'foilsiú|toiliú',
    hr: 'objava|suglasnost|privola',
    it: 'pubblicazione|consenso|impostazioni sulla privacy|anonimato',
    lv: 'publicēšana|piekrišana',
    lt: 'skelbimas|sutikimas',
    hu: 'közzététel|hozzájárulás',
    mt: 'pubblikazzjoni|kunsens',
    nl: 'publicatie|toestemming|privacyinstellingen|anonimiteit',
    pl: 'publikacja|zgoda|ustawienia prywatności',
    pt: 'publicação|consentimento|privacidade',
    ro: 'publicare|consimțământ|confidențialitate',
    sk: 'uverejnenie|súhlas|zverejnenie',
    sl: 'objava|soglasje',
    fi: 'julkaiseminen|suostumus|julkaisu',
    sv: 'offentliggörande|samtycke|publicering',
  },
  user_type: {
    en: 'user type|usertype|stakeholder type|type of stakeholder|respondent type|type of respondent|type of organisation|type of organization|organisation type|i am giving my contribution as|i am responding as|category of respondent|stakeholder category|stakeholder group|role|capacity',
    bg: 'тип потребител|вид организация',
    es: 'tipo de usuario|tipo de organización|tipo de participante',
    cs: 'typ uživatele|typ respondenta',
    da: 'brugertype|type respondent',
    de: 'nutzertyp|benutzertyp|teilnehmertyp|art der organisation|akteursgruppe|ich nehme teil als|organisationstyp|art des beitragenden',
    et: 'kasutaja liik',
    el: 'τύπος χρήστη|είδος οργανισμού',
    fr: 'type d utilisateur|type de répondant|type d organisation|catégorie de répondant|qualité',
    ga: 'cineál úsáideora',
    hr: 'vrsta korisnika',
    it: 'tipo di utente|tipo di organizzazione|tipologia di rispondente',
    lv: 'lietotāja veids',
    lt: 'naudotojo tipas',
    hu: 'felhasználó típusa|válaszadó típusa',
    mt: 'tip ta utent',
    nl: 'gebruikerstype|type respondent|type organisatie',
    pl: 'typ użytkownika|rodzaj respondenta',
    pt: 'tipo de utilizador|tipo de organização',
    ro: 'tip de utilizator|tipul respondentului',
    sk: 'typ používateľa|typ respondenta',
    sl: 'vrsta uporabnika',
    fi: 'käyttäjätyyppi|vastaajatyyppi',
    sv: 'användartyp|typ av svarande',
  },
  country: {
    en: 'country|country of origin|country of residence|nation|country region name|country code',
    bg: 'държава|държава на произход',
    es: 'país|país de origen',
    cs: 'země|země původu|stát',
    da: 'land|oprindelsesland',
    de: 'land|herkunftsland|staat|wohnsitzland',
    et: 'riik|päritoluriik',
    el: 'χώρα|χώρα προέλευσης',
    fr: 'pays|pays d origine|pays de résidence',
    ga: 'tír|tír tionscnaimh',
    hr: 'zemlja|država|zemlja podrijetla',
    it: 'paese|paese di origine|nazione',
    lv: 'valsts|izcelsmes valsts',
    lt: 'šalis|valstybė|kilmės šalis',
    hu: 'ország|származási ország',
    mt: 'pajjiż|pajjiż tal oriġini',
    nl: 'land|land van herkomst',
    pl: 'kraj|państwo|kraj pochodzenia',
    pt: 'país|país de origem',
    ro: 'țara|țară|țara de origine',
    sk: 'krajina|krajina pôvodu|štát',
    sl: 'država|država izvora',
    fi: 'maa|alkuperämaa',
    sv: 'land|ursprungsland',
  },
  size: {
    en: 'organisation size|organization size|company size|size|size of organisation|size of organization|size of company|number of employees|employees',
    bg: 'размер на организацията',
    es: 'tamaño de la organización|tamaño de la empresa|tamaño',
    cs: 'velikost organizace|velikost',
    da: 'organisationens størrelse|størrelse',
    de: 'größe der organisation|unternehmensgröße|organisationsgröße|größe|mitarbeiterzahl|zahl der beschäftigten',
    et: 'organisatsiooni suurus',
    el: 'μέγεθος οργανισμού',
    fr: 'taille de l organisation|taille de l entreprise|taille|effectif',
    ga: 'méid na heagraíochta',
    hr: 'veličina organizacije',
    it: 'dimensioni dell organizzazione|dimensione|dimensioni',
    lv: 'organizācijas lielums',
    lt: 'organizacijos dydis',
    hu: 'szervezet mérete',
    mt: 'daqs tal organizzazzjoni',
    nl: 'omvang van de organisatie|grootte|omvang',
    pl: 'wielkość organizacji|wielkość',
    pt: 'dimensão da organização|dimensão',
    ro: 'dimensiunea organizației',
    sk: 'veľkosť organizácie',
    sl: 'velikost organizacije',
    fi: 'organisaation koko',
    sv: 'organisationens storlek|storlek',
  },
  scope: {
    en: 'scope|scope of organisation|level of governance|governance level|level',
    bg: 'обхват',
    es: 'ámbito|ámbito de actuación',
    cs: 'rozsah|působnost',
    da: 'omfang|niveau',
    de: 'zuständigkeitsebene|ebene|geltungsbereich|tätigkeitsbereich',
    et: 'ulatus',
    el: 'πεδίο δράσης',
    fr: 'champ d action|portée|niveau',
    ga: 'raon feidhme',
    hr: 'područje djelovanja|opseg',
    it: 'ambito|ambito di attività|livello',
    lv: 'darbības joma',
    lt: 'veiklos mastas',
    hu: 'hatókör|hatáskör',
    mt: 'kamp ta applikazzjoni',
    nl: 'werkingsgebied|reikwijdte|niveau',
    pl: 'zakres|zasięg',
    pt: 'âmbito',
    ro: 'domeniu de aplicare|nivel',
    sk: 'rozsah|pôsobnosť',
    sl: 'področje delovanja',
    fi: 'toiminta ala|laajuus',
    sv: 'omfattning|nivå',
  },
  organisation: {
    en: 'organisation|organization|organisation name|organization name|name of organisation|name of organization|company|company name|institution|employer|association',
    bg: 'организация|име на организацията|наименование на организацията',
    es: 'organización|nombre de la organización|empresa|entidad',
    cs: 'organizace|název organizace|společnost',
    da: 'organisation|organisationens navn|virksomhed',
    de: 'organisation|name der organisation|organisationsname|firma|unternehmen|institution|verband|einrichtung',
    et: 'organisatsioon|organisatsiooni nimi',
    el: 'οργανισμός|όνομα οργανισμού|φορέας|επωνυμία',
    fr: 'organisation|nom de l organisation|entreprise|société|organisme|établissement',
    ga: 'eagraíocht|ainm na heagraíochta',
    hr: 'organizacija|naziv organizacije',
    it: 'organizzazione|nome dell organizzazione|azienda|ente',
    lv: 'organizācija|organizācijas nosaukums',
    lt: 'organizacija|organizacijos pavadinimas',
    hu: 'szervezet|szervezet neve|cég',
    mt: 'organizzazzjoni|isem tal organizzazzjoni',
    nl: 'organisatie|naam van de organisatie|bedrijf|instelling',
    pl: 'organizacja|nazwa organizacji|firma|instytucja',
    pt: 'organização|nome da organização|empresa|entidade',
    ro: 'organizație|denumirea organizației|numele organizației|organizația',
    sk: 'organizácia|názov organizácie',
    sl: 'organizacija|ime organizacije',
    fi: 'organisaatio|organisaation nimi|yritys',
    sv: 'organisation|organisationens namn|företag|myndighet',
  },
  register_number: {
    en: 'transparency register number|register number|transparency register|tr number|transparency number|registration number',
    de: 'transparenzregisternummer|registernummer|nummer im transparenzregister',
    fr: 'numéro de registre de transparence|numéro d inscription au registre de transparence|numéro de registre',
    es: 'número de registro de transparencia|número de registro',
    it: 'numero di registro per la trasparenza|numero del registro per la trasparenza',
    nl: 'transparantieregisternummer',
    pl: 'numer w rejestrze przejrzystości',
    pt: 'número de registo de transparência',
    sv: 'registreringsnummer i öppenhetsregistret',
    da: 'registreringsnummer i åbenhedsregistret',
    el: 'αριθμός μητρώου διαφάνειας',
    ro: 'numărul din registrul de transparență',
    bg: 'номер в регистъра за прозрачност',
    cs: 'číslo v rejstříku transparentnosti',
    hu: 'átláthatósági nyilvántartási szám',
    fi: 'avoimuusrekisterinumero',
  },
  first_name: {
    en: 'first name|firstname|given name|forename',
    bg: 'име|собствено име',
    es: 'nombre|nombre de pila',
    cs: 'jméno|křestní jméno',
    da: 'fornavn',
    de: 'vorname',
    et: 'eesnimi',
    el: 'όνομα',
    fr: 'prénom',
    ga: 'céadainm',
    hr: 'ime',
    it: 'nome',
    lv: 'vārds',
    lt: 'vardas',
    hu: 'keresztnév|utónév',
    mt: 'isem',
    nl: 'voornaam',
    pl: 'imię',
    pt: 'nome próprio|primeiro nome',
    ro: 'prenume',
    sk: 'meno|krstné meno',
    sl: 'ime',
    fi: 'etunimi',
    sv: 'förnamn',
  },
  surname: {
    en: 'surname|last name|lastname|family name|name|full name|author|author name|user name|username|participant|participant name|respondent name|contact person|your name|submitter|name of respondent|nickname|display name',
    bg: 'фамилия|фамилно име|автор',
    es: 'apellido|apellidos|autor|nombre y apellidos|nombre completo',
    cs: 'příjmení|autor|jméno a příjmení',
    da: 'efternavn|navn|forfatter',
    de: 'nachname|familienname|name|verfasser|verfasserin|autor|autorin|benutzername|nutzername|ansprechpartner|ansprechperson|vor und nachname',
    et: 'perekonnanimi|nimi|autor',
    el: 'επώνυμο|ονοματεπώνυμο|συντάκτης',
    fr: 'nom|nom de famille|auteur|nom complet|nom et prénom|nom d utilisateur',
    ga: 'sloinne|ainm|údar',
    hr: 'prezime|autor|ime i prezime',
    it: 'cognome|autore|nome e cognome|nome utente',
    lv: 'uzvārds|autors|vārds uzvārds',
    lt: 'pavardė|autorius|vardas pavardė',
    hu: 'vezetéknév|név|családnév|szerző',
    mt: 'kunjom|awtur',
    nl: 'achternaam|naam|auteur|gebruikersnaam',
    pl: 'nazwisko|autor|imię i nazwisko',
    pt: 'apelido|autor|nome|nome completo',
    ro: 'nume|nume de familie|autor|nume și prenume',
    sk: 'priezvisko|autor|meno a priezvisko',
    sl: 'priimek|avtor|ime in priimek',
    fi: 'sukunimi|nimi|tekijä',
    sv: 'efternamn|namn|författare',
  },
  email_address: {
    en: 'e mail|email|e mail address|email address|mail|contact e mail|user email',
    bg: 'имейл|електронна поща|имейл адрес',
    es: 'correo electrónico|correo',
    cs: 'e mailová adresa',
    da: 'e mailadresse|e mail adresse',
    de: 'e mail adresse|emailadresse|mailadresse',
    et: 'e posti aadress|e post',
    el: 'ηλεκτρονικό ταχυδρομείο|διεύθυνση ηλεκτρονικού ταχυδρομείου',
    fr: 'courriel|adresse e mail|adresse électronique|adresse mail',
    ga: 'ríomhphost|seoladh ríomhphoist',
    hr: 'e pošta|adresa e pošte',
    it: 'posta elettronica|indirizzo e mail|indirizzo email',
    lv: 'e pasts|e pasta adrese',
    lt: 'el paštas|el pašto adresas',
    hu: 'e mail cím|email cím',
    mt: 'indirizz elettroniku|posta elettronika',
    nl: 'e mailadres|emailadres',
    pl: 'adres e mail',
    pt: 'correio eletrónico|endereço eletrónico',
    ro: 'adresa de e mail|poștă electronică',
    sk: 'e mailová adresa',
    sl: 'e pošta|e naslov|elektronski naslov',
    fi: 'sähköposti|sähköpostiosoite',
    sv: 'e post|e postadress',
  },
  private: {
    en: 'phone|phone number|telephone|mobile|address|street|postal address|ip address|ip|date of birth|birth date|birthday|user agent|password|token|user id|session id',
    de: 'telefon|telefonnummer|handy|adresse|anschrift|straße|ip adresse|geburtsdatum|mobil|passwort',
    fr: 'téléphone|adresse|adresse postale|adresse ip|date de naissance|portable',
    es: 'teléfono|dirección|fecha de nacimiento|móvil',
    it: 'telefono|indirizzo|data di nascita|cellulare',
    nl: 'telefoon|telefoonnummer|adres|geboortedatum|mobiel',
    pl: 'telefon|adres|data urodzenia|numer telefonu',
    pt: 'telefone|endereço|morada|data de nascimento|telemóvel',
    sv: 'telefon|adress|födelsedatum|mobil',
    da: 'telefon|adresse|fødselsdato|mobil',
    fi: 'puhelin|osoite|syntymäaika|puhelinnumero',
    el: 'τηλέφωνο|διεύθυνση|ημερομηνία γέννησης',
    cs: 'telefon|adresa|datum narození',
    sk: 'telefón|adresa|dátum narodenia',
    hu: 'telefon|telefonszám|születési idő|lakcím',
    ro: 'telefon|adresă|adresa|data nașterii',
    bg: 'телефон|адрес|дата на раждане',
    hr: 'telefon|adresa|datum rođenja',
    sl: 'telefon|naslov|datum rojstva',
    et: 'telefon|aadress|sünnikuupäev',
    lv: 'tālrunis|adrese|dzimšanas datums',
    lt: 'telefonas|adresas|gimimo data',
    mt: 'telefon|indirizz',
    ga: 'guthán|seoladh',
  },
};

/** Longer headers are questions, and the words in them are not about the column. */
const WORDS_MAX = 6;

type Entry = { meaning: HeaderMeaning; language: Language };
let entries: Map<string, Entry[]> | undefined;

function dictionary(): Map<string, Entry[]> {
  if (entries) return entries;
  entries = new Map();
  for (const meaning of HEADER_MEANINGS) {
    for (const language of LANGUAGES) {
      for (const word of WORDS[meaning][language]?.split('|') ?? []) {
        entries.set(word, [...(entries.get(word) ?? []), { meaning, language }]);
      }
    }
  }
  return entries;
}

/** A header in the form in which the dictionary has its words: `caseID` and `case_id` are `case id`. */
export function headerForm(header: string): string {
  return normalForm(header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'));
}

/**
 * What a header says its column is, by its words in the 24 languages, the surest first: the whole header is such a word,
 * or it is short and begins or ends with one.
 */
export function headerMeanings(header: string): HeaderMeaning[] {
  const form = headerForm(header);
  const words = form.split(' ');
  const found = (dictionary().get(form) ?? []).map(({ meaning }) => meaning);
  if (words.length <= WORDS_MAX) {
    for (let length = words.length - 1; length > 0; length--) {
      // What a thing is stands last in some languages and first in others.
      for (const part of [words.slice(-length), words.slice(0, length)]) {
        for (const { meaning } of dictionary().get(part.join(' ')) ?? [])
          if (canStandInside(part, meaning)) found.push(meaning);
      }
    }
  }
  if (OTHER_PHRASES().some((phrase) => ` ${form} `.includes(` ${phrase} `))) found.push('other');
  return [...new Set(found)];
}

/** Whether a title of any length has one of the longer words or phrases for a meaning in it. */
export function mentions(title: string, meaning: HeaderMeaning): boolean {
  const form = ` ${headerForm(title)} `;
  return LANGUAGES.some((language) =>
    WORDS[meaning][language]
      ?.split('|')
      .some((word) => word.length >= MENTION_LENGTH_MIN && form.includes(` ${word} `)),
  );
}

const MENTION_LENGTH_MIN = 9;

/** Inside a longer header one or two letters ("no") say too little, and of the words for an id only clear ones count. */
function canStandInside(part: readonly string[], meaning: HeaderMeaning): boolean {
  if (meaning === 'id') return CLEAR_IDS.has(part.join(' '));
  return part.join('').length > 2;
}

const CLEAR_IDS = new Set([
  'id',
  'uuid',
  'guid',
  'identifier',
  'reference number',
  'identifiant',
  'kennung',
  'aktenzeichen',
]);

/** Whether a header ends in a word for a number: it counts something, and is no answer on a scale. */
export function isNumbering(header: string): boolean {
  const last = headerForm(header).split(' ').at(-1)!;
  return (dictionary().get(last) ?? []).some(({ meaning }) => meaning === 'id');
}

let otherPhrases: string[] | undefined;
/** Of the words for "please specify" only phrases are looked for anywhere in a header. */
function OTHER_PHRASES(): string[] {
  otherPhrases ??= LANGUAGES.flatMap((language) => WORDS.other[language]?.split('|') ?? []).filter((phrase) =>
    phrase.includes(' '),
  );
  return otherPhrases;
}

/** Small words by which a language shows in a line of questions. */
const SMALL_WORDS: { readonly [language in Language]: string } = {
  bg: 'и на за от ли вие да се какво',
  es: 'el la los las de que y en para cuál usted está',
  cs: 'a je že se na jaké který jste',
  da: 'og er det af hvad du hvilke som til',
  de: 'der die das und ist wie welche sie für in mit von zu',
  et: 'ja on kas mis teie see kui',
  el: 'και το η της του ποια είναι να σας',
  en: 'the of and is are you your in to do what how which for',
  fr: 'le la les des et est vous votre quelle pour une du que',
  ga: 'an na agus is do cad ar le',
  hr: 'i je li na za što koje vaše se',
  it: 'il la di e è che per quale lei della sono',
  lv: 'un ir vai kas jūsu par no',
  lt: 'ir ar yra kas jūsų apie kaip',
  hu: 'a az és mi hogy ön milyen van',
  mt: 'il u ta x huwa int li għal',
  nl: 'de het een en is van u welke voor wat',
  pl: 'i w na z czy jest jakie się do',
  pt: 'o a os as de e é que para qual você em',
  ro: 'și de la este care în ce sunteți pentru',
  sk: 'a je že sa na aké ktorý ste',
  sl: 'in je ali na za kaj ki se',
  fi: 'ja on mitä mikä te että kuinka',
  sv: 'och är det av vad du vilka som till att',
};

/** The language of a table's headers, by small words and by the dictionary; null where neither tells. */
export function headerLanguage(headers: readonly string[]): Language | null {
  const votes = new Map<Language, number>(LANGUAGES.map((language) => [language, 0]));
  const vote = (language: Language, weight: number) => votes.set(language, votes.get(language)! + weight);
  for (const header of headers) {
    const form = headerForm(header);
    const words = new Set(form.split(' '));
    for (const language of LANGUAGES) {
      for (const word of SMALL_WORDS[language].split(' ')) if (words.size > 3 && words.has(word)) vote(language, 1);
    }
    const languages = new Set((dictionary().get(form) ?? []).map(({ language }) => language));
    for (const language of languages) vote(language, 1 / languages.size);
  }
  const [[best, most], [, second]] = [...votes].sort((a, b) => b[1] - a[1]) as [[Language, number], [Language, number]];
  return most > second && most >= 1 ? best : null;
}
