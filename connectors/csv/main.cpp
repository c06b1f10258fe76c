#include "connectors/csv/csv_connector.hpp"

int main(int argc, char** argv) {
    samkat::csv::CsvConnector connector;
    return samkat::sdk::run_connector(argc, argv, connector);
}
