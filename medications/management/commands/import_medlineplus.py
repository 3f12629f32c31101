from medications.importers.import_command import ImportCommand
from medications.importers.topics_importer import TopicsImporter


class Command(ImportCommand):
    help = "Import MedlinePlus health topics as topic hubs and conditions. Run it again to update."
    importer = TopicsImporter
    files = "Health topics XML of MedlinePlus: plain, gzip or zip."
